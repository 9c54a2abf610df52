"use client";

import { Menu, VisuallyHidden } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";

import toggle from "@/components/figure/tabletoggle.module.css";
import { ApiError } from "@/lib/api/error";
import type { Export } from "@/lib/api/exports";
import { save, type FileForm } from "@/lib/api/file";

import classes from "./download.module.css";

const FORMS: { form: FileForm; label: string; hint: string }[] = [
  { form: "csv", label: "CSV", hint: "for a spreadsheet" },
  { form: "parquet", label: "Parquet", hint: "typed, compressed" },
];

interface Props {
  /** What the file holds, for the screen reader's name of the button. */
  title: string;
  /** The rows in a few words: "hourly, 7 days". */
  rows: string;
  file: Export;
}

/** What a figure shows, as a file: written by the server, named by the server. */
export function DownloadMenu({ title, rows, file }: Props) {
  const [opened, setOpened] = useState(false);
  const [busy, setBusy] = useState<FileForm | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const fetchFile = async (form: FileForm) => {
    setBusy(form);
    setFailed(null);
    try {
      save(await file(form));
      setOpened(false);
    } catch (error) {
      setFailed(error instanceof ApiError ? error.message : "The server cannot be reached.");
    } finally {
      setBusy(null);
    }
  };
  return (
    <Menu
      opened={opened}
      onChange={(open) => {
        setOpened(open);
        setFailed(null);
      }}
      position="bottom-end"
      width={200}
      shadow="md"
      closeOnItemClick={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <button
          type="button"
          className={toggle.toggle}
          aria-label={`${title}: download`}
          title="Download"
        >
          <IconDownload size={16} stroke={1.6} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Download, {rows}</Menu.Label>
        {FORMS.map(({ form, label, hint }) => (
          <Menu.Item
            key={form}
            disabled={busy !== null}
            onClick={() => void fetchFile(form)}
            rightSection={
              <span className={classes.hint}>{busy === form ? "preparing…" : hint}</span>
            }
          >
            {label}
          </Menu.Item>
        ))}
        {failed && <div className={classes.failed}>{failed} Nothing was saved.</div>}
      </Menu.Dropdown>
      {/* A menu may hold only its items: this says the same to those who do not see it. */}
      {failed && <VisuallyHidden role="alert">{failed} Nothing was saved.</VisuallyHidden>}
    </Menu>
  );
}
