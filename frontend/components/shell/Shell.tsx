"use client";

import type { ReactNode } from "react";

import { Header } from "./Header";
import { Jump } from "./Jump";
import { Nav } from "./Nav";
import classes from "./shell.module.css";
import { StatusLine } from "./StatusLine";
import { Tabs } from "./Tabs";

/** What stands around every page: nav, header, status line; tabs on phones. */
export function Shell({ children }: { children: ReactNode }) {
  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        Skip to content
      </a>
      <Nav />
      <Header />
      <StatusLine />
      <main id="content" className={classes.main} tabIndex={-1}>
        <div className={classes.page}>{children}</div>
      </main>
      <Tabs />
      <Jump />
    </div>
  );
}
