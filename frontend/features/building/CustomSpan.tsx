"use client";

import { Button, Popover, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";

import type { Dates } from "@/lib/api/queries";
import { addDays } from "@/lib/time/zone";
import { setQuery } from "@/lib/url";

/** A span of the reader's own: first and last day, both included. */
export function CustomSpan({ dates, current }: { dates: Dates; current: boolean }) {
  const [opened, setOpened] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [first, last] = [String(form.get("first")), String(form.get("last"))];
    if (!first || !last || last < first) {
      setWrong("The last day lies before the first.");
      return;
    }
    setQuery({ span: null, from: first, to: addDays(last, 1) });
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus shadow="md">
      <Popover.Target>
        <Button
          size="compact-sm"
          variant={current ? "filled" : "subtle"}
          color="gray"
          c={current ? undefined : "var(--ink2)"}
          onClick={() => setOpened((open) => !open)}
        >
          Custom
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit} style={{ display: "grid", gap: 12, width: 200 }}>
          <TextInput type="date" name="first" label="First day" defaultValue={dates.start} />
          <TextInput
            type="date"
            name="last"
            label="Last day"
            defaultValue={addDays(dates.end, -1)}
            error={wrong}
          />
          <Button type="submit" size="sm">
            Show
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
