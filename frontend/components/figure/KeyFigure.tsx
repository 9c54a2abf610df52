"use client";

import type { ReactNode } from "react";

import { useProof } from "@/features/proof/useProof";
import { show, spoken, type Figure } from "@/lib/format/figure";
import { percent } from "@/lib/format/number";

import classes from "./keyfigure.module.css";
import { ProofBar } from "./ProofBar";

interface ValueProps {
  figure: Figure;
  /** What the number is, for the screen reader's name of the button. */
  label: string;
  bar?: boolean;
  /** Plain in tables: the underline comes on hover and focus. */
  quiet?: boolean;
  unit?: boolean;
  size?: "normal" | "live";
  /** Shown in place of the figure's own digits, for instance with a sign. */
  text?: string;
  stale?: boolean;
  /** Said by a model, not measured: petrol. */
  model?: boolean;
  /** Why a value is missing, in words beside the dash. */
  why?: boolean;
}

/** A number that opens its proof. */
export function Value({
  figure,
  label,
  bar = true,
  quiet = false,
  unit = true,
  size = "normal",
  text,
  stale = false,
  model = false,
  why = true,
}: ValueProps) {
  const open = useProof();
  const shown = show(figure);
  const content = (
    <>
      <span className={quiet ? classes.quietNumber : classes.number} data-known={shown.known}>
        {shown.about}
        {(shown.known && text) || (unit ? shown.money : shown.text)}
        {unit && shown.unit && <span className={classes.unit}> {shown.unit}</span>}
      </span>
      {!shown.known && why && <span className={classes.note}>{shown.note}</span>}
      {bar && (
        <ProofBar completeness={figure.completeness} estimatedShare={figure.estimated_share} />
      )}
    </>
  );
  const name = [
    classes.value,
    size === "live" && classes.live,
    stale && classes.stale,
    model && shown.known && classes.model,
  ]
    .filter(Boolean)
    .join(" ");
  if (!figure.proof) return <span className={name}>{content}</span>;
  const proof = figure.proof;
  return (
    <button
      type="button"
      className={name}
      aria-label={spoken(figure, label, text)}
      data-proof={proof}
      onClick={() => open(proof)}
    >
      {content}
    </button>
  );
}

/** How complete a figure is, as the figure itself; it opens the same proof. */
export function Complete({
  figure,
  label,
  places = 0,
}: {
  figure: Figure;
  label: string;
  places?: number;
}) {
  const open = useProof();
  if (typeof figure.completeness !== "number") return <>–</>;
  const content = (
    <>
      <span className={classes.quietNumber}>{percent(figure.completeness, places)}</span>
      <ProofBar completeness={figure.completeness} estimatedShare={figure.estimated_share} />
    </>
  );
  const proof = figure.proof;
  if (!proof) return <span className={classes.value}>{content}</span>;
  return (
    <button
      type="button"
      className={classes.value}
      aria-label={`${label}: ${percent(figure.completeness, places)} complete. Show proof`}
      onClick={() => open(proof)}
    >
      {content}
    </button>
  );
}

interface KeyFigureProps extends Omit<ValueProps, "label"> {
  label: string;
  caption?: ReactNode;
}

/** A labelled number in a row of facts. */
export function KeyFigure({ label, caption, ...value }: KeyFigureProps) {
  return (
    <div className={classes.key}>
      <div className={classes.label}>{caption ?? label}</div>
      <Value label={label} {...value} />
    </div>
  );
}

/** Facts side by side; two columns on phones. */
export function Facts({ children }: { children: ReactNode }) {
  return <div className={classes.facts}>{children}</div>;
}
