"use client";

import { ActionIcon, Menu, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { IconLogout, IconMoon, IconSearch, IconSun, IconUserCircle } from "@tabler/icons-react";
import Link from "next/link";

import { useMe } from "@/lib/api/queries";
import { setSession } from "@/lib/api/session";

import { Clock } from "./Clock";
import classes from "./header.module.css";
import { Mark } from "./Mark";

export function Header() {
  return (
    <header className={classes.header} aria-label="Powerlytics">
      <Link href="/" className={classes.brand}>
        <Mark />
        Powerlytics
      </Link>
      <button type="button" className={classes.jump} onClick={() => spotlight.open()}>
        <IconSearch size={16} stroke={1.6} aria-hidden="true" />
        <span>Jump to a building or page…</span>
        <kbd>Ctrl K</kbd>
      </button>
      <div className={classes.tools}>
        <Clock />
        <ActionIcon
          className={classes.searchIcon}
          variant="subtle"
          color="gray"
          size={40}
          aria-label="Jump to a building or page"
          onClick={() => spotlight.open()}
        >
          <IconSearch size={20} stroke={1.6} />
        </ActionIcon>
        <SchemeToggle />
        <Account />
      </div>
    </header>
  );
}

function SchemeToggle() {
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: true });
  const { setColorScheme } = useMantineColorScheme();
  const other = scheme === "dark" ? "light" : "dark";
  const Icon = scheme === "dark" ? IconSun : IconMoon;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={40}
      className={classes.icon}
      aria-label={`Switch to the ${other} theme`}
      onClick={() => setColorScheme(other)}
    >
      <Icon size={20} stroke={1.6} />
    </ActionIcon>
  );
}

function Account() {
  const { data } = useMe();
  const logOut = () => setSession(null);
  return (
    <Menu position="bottom-end" width={240} shadow="md" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={40}
          className={classes.icon}
          aria-label="Account"
        >
          <IconUserCircle size={20} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {data && (
          <div className={classes.who}>
            <strong>{data.email}</strong>
            <span>
              {data.role}, {data.tenant_id}
            </span>
          </div>
        )}
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.6} />} onClick={logOut}>
          Log out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
