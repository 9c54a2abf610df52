"use client";

import { Button, Textarea } from "@mantine/core";
import { useRef, useState } from "react";

import { Failed } from "@/components/figure/states";
import { useMaySay } from "@/lib/api/queries";
import type { Incident } from "@/lib/api/types";
import { STATUSES, type Verdict } from "@/lib/incidents";

import classes from "./judge.module.css";
import { useVerdict } from "./useVerdict";

const ACTIONS: { verdict: Verdict; label: string; hint: string }[] = [
  { verdict: "confirmed", label: "Confirm", hint: "Something was wrong" },
  { verdict: "explained", label: "Explained", hint: "It was meant to be so" },
  { verdict: "dismissed", label: "Dismiss", hint: "Nothing was wrong" },
];

interface Props {
  incident: Incident;
  /** Fewer words, for a row of the list. */
  short?: boolean;
}

/** What was it? The answer shows at once and can be taken back. Who may not judge sees nothing. */
export function Judge({ incident, short = false }: Props) {
  const { status, pending, judge, forget } = useVerdict(incident);
  const may = useMaySay();
  const [note, setNote] = useState("");
  const [asking, setAsking] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const buttons = useRef<HTMLDivElement>(null);
  if (!may) return null;

  const say = (verdict: Verdict) => {
    if (verdict === "explained" && !note.trim()) {
      setAsking(true);
      field.current?.focus();
      return;
    }
    setAsking(false);
    judge(verdict, note.trim());
  };
  const takeBack = () => {
    judge("open");
    // Its own button goes away with it.
    buttons.current?.querySelector("button")?.focus();
  };
  const busy = pending?.state === "sending";
  const words = status === "open" ? (busy ? "Open again" : "") : STATUSES[status];

  return (
    <div className={classes.judge}>
      {!short && (
        <p className={classes.why}>
          Your answer teaches the detector. Confirm: something was wrong. Explained: it was meant to
          be so. Dismiss: nothing was wrong.
        </p>
      )}
      <div className={classes.buttons} role="group" aria-label="What was it?" ref={buttons}>
        {ACTIONS.map(({ verdict, label, hint }) => (
          <Button
            key={verdict}
            variant={status === verdict ? "filled" : "default"}
            aria-pressed={status === verdict}
            title={hint}
            onClick={() => say(verdict)}
          >
            {label}
          </Button>
        ))}
      </div>
      <Textarea
        ref={field}
        label="Note"
        description={short ? undefined : "Sent with your answer; others see it."}
        value={note}
        maxLength={1000}
        autosize
        minRows={1}
        maxRows={5}
        error={asking ? "Say what explains it, then press Explained again." : null}
        onChange={(event) => {
          setNote(event.currentTarget.value);
          setAsking(false);
        }}
      />
      <div className={classes.said}>
        <span role="status">{words && `${words}${busy ? ", saving…" : ""}`}</span>
        {status !== "open" && (
          <button type="button" className={classes.undo} onClick={takeBack}>
            Undo
          </button>
        )}
      </div>
      {pending?.state === "failed" && pending.error && (
        <Failed
          error={pending.error}
          saving
          retry={() => {
            forget();
            judge(pending.status, pending.note);
          }}
        />
      )}
    </div>
  );
}
