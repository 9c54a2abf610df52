"use client";

import { Button, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";

import { Failed } from "@/components/figure/states";
import { useAct } from "@/lib/api/foreseen";
import { useMaySay } from "@/lib/api/queries";
import { addDays, localDate } from "@/lib/time/zone";

import classes from "./recommendations.module.css";

/** Says that a recommendation was acted on, and since when. Who may not say it sees nothing. */
export function Act({ id }: { id: string }) {
  const may = useMaySay();
  const act = useAct(id);
  const [latest, setLatest] = useState<string | null>(null);
  if (!may) return null;
  if (latest === null)
    return (
      <div className={classes.act}>
        <Button variant="default" size="sm" onClick={() => setLatest(tomorrow())}>
          This was done
        </Button>
      </div>
    );
  const close = () => {
    act.reset();
    setLatest(null);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const since = String(new FormData(event.currentTarget).get("since"));
    act.mutate(since, { onSuccess: close });
  };
  return (
    <form className={classes.act} onSubmit={submit}>
      <TextInput
        type="date"
        name="since"
        label="First whole day with the change"
        defaultValue={latest}
        max={latest}
        required
        autoFocus
      />
      <Button type="submit" size="sm" loading={act.isPending}>
        Measure from then
      </Button>
      <Button variant="subtle" color="gray" size="sm" onClick={close} disabled={act.isPending}>
        Cancel
      </Button>
      {act.error && <Failed error={act.error} saving />}
    </form>
  );
}

/** What is done today has its first whole day tomorrow. */
const tomorrow = () =>
  addDays(localDate(Date.now(), Intl.DateTimeFormat().resolvedOptions().timeZone), 1);
