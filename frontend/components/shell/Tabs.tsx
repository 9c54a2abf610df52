"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";

import { isCurrent, pages } from "./pages";
import classes from "./tabs.module.css";

/** The pages at the thumb, on phones. */
export function Tabs() {
  const path = usePathname();
  return (
    <nav className={classes.tabs} aria-label="Pages">
      {pages
        .filter(({ tab }) => tab)
        .map(({ href, short, icon: Icon }) => (
          <Link key={href} href={href} aria-current={isCurrent(href, path) ? "page" : undefined}>
            <Icon size={20} stroke={1.6} aria-hidden="true" />
            {short}
          </Link>
        ))}
    </nav>
  );
}
