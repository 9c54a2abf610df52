"use client";

import { Async, Empty } from "@/components/figure/states";
import page from "@/components/page.module.css";
import { useModels } from "@/lib/api/foreseen";
import { useMe, useSummary } from "@/lib/api/queries";
import type { Models } from "@/lib/api/types";
import { capital } from "@/lib/format/words";

import { Champion } from "./Champion";
import { DriftFigure } from "./DriftFigure";
import { MeterSkillFigure } from "./MeterSkillFigure";
import { Runs } from "./Runs";
import { SkillFigure } from "./SkillFigure";
import { Terms } from "./Terms";

/** Which model serves, how good it is, and how it came to serve. */
export function ModelsPage() {
  const query = useModels();
  const { data: summary } = useSummary();
  const { data: me } = useMe();
  const zone = summary?.timezone ?? "UTC";
  return (
    <>
      <div className={page.title}>
        <h1>{query.data ? sentence(query.data.text) : "Models"}</h1>
        <p className={page.sub}>
          A model serves only while it beats “as last week” and its challengers on forecasts made
          before the truth was known{me ? `; the figures are of ${me.tenant_name}` : ""}.
        </p>
      </div>
      <Async query={query} height={500} label="Models">
        {(models) => <Body models={models} zone={zone} />}
      </Async>
    </>
  );
}

function Body({ models, zone }: { models: Models; zone: string }) {
  const bare = !models.champion && models.runs.length === 0 && models.skill.length === 0;
  return (
    <div className={page.stack}>
      {bare ? (
        <Empty title="No model has run yet">
          The first forecast comes after two days of readings. A model of this site’s own is trained
          once sixty days are there, and again every seven days.
        </Empty>
      ) : (
        <>
          <div className={page.side}>
            <Champion models={models} zone={zone} />
            <DriftFigure drift={models.drift} zone={zone} />
          </div>
          <SkillFigure models={models} zone={zone} />
          <MeterSkillFigure champion={models.champion} />
          <Runs zone={zone} />
        </>
      )}
      <Terms />
    </div>
  );
}

/** As a headline: with a capital, without the full stop. */
function sentence(text: string): string {
  // The hyphens of a version do not break.
  const whole = text.replace(/\.$/, "").replace(/(\d)-(?=\d)/g, "$1\u2011");
  return capital(whole);
}
