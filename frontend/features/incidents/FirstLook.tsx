"use client";

import Link from "next/link";

import { SeverityMark } from "@/components/severity/Severity";
import { useFirstLook } from "@/lib/api/foreseen";
import { stillOpen } from "@/lib/incidents";

import { incidentHref } from "./href";
import classes from "./firstLook.module.css";

/** What the newest readings already show, in the API's sentence. */
export function FirstLook({ building }: { building: string }) {
  const { data } = useFirstLook(building);
  const [first] = data?.data ?? [];
  return (
    <p className={classes.look} role="status">
      {data && first ? (
        <Link href={incidentHref(first.incident_id)}>
          <SeverityMark level={first.severity} open={stillOpen(first.status)} />
          <span>{data.text}</span>
        </Link>
      ) : (
        data?.text
      )}
    </p>
  );
}
