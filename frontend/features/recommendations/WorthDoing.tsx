"use client";

import Link from "next/link";

import { Figure } from "@/components/figure/Figure";
import { Async } from "@/components/figure/states";
import { RangeValue } from "@/components/range/RangeValue";
import { useRecommendations, useSavings } from "@/lib/api/foreseen";
import { adviceName, byMoney } from "@/lib/recommendations";

import classes from "./recommendations.module.css";

/** The recommendation that saves the most money, of a building or of all. */
export function WorthDoing({ building = null }: { building?: string | null }) {
  const query = useRecommendations(building);
  const done = useSavings(building).data?.data.length ?? 0;
  const count = query.data?.data.length ?? 0;
  const href = building
    ? `/recommendations?building=${encodeURIComponent(building)}`
    : "/recommendations";
  return (
    <Figure
      title="Worth doing"
      subtitle="the largest saving"
      aside={
        count > 0 && (
          <Link href={href} className={classes.all}>
            All {count}
          </Link>
        )
      }
    >
      <Async query={query} height={120} label="Worth doing">
        {({ data }) => {
          const [first] = [...data].sort(byMoney);
          if (!first)
            return (
              <p className={classes.quiet}>
                {done > 0
                  ? "All that was recommended was done. What it saved stands under Recommendations."
                  : "Nothing yet: the first recommendation comes after about four weeks of readings."}
              </p>
            );
          return (
            <div className={classes.first}>
              <strong>{first.title}</strong>
              <p>{first.sentence}</p>
              <div className={classes.foot}>
                <span>
                  <RangeValue
                    figure={first.cost.value === null ? first.energy : first.cost}
                    label="Saving a year"
                  />{" "}
                  <span className={classes.quiet}>a year</span>
                </span>
                <span className={classes.quiet}>
                  {adviceName(first.kind)}
                  {building === null && first.building_name ? `, ${first.building_name}` : ""}
                </span>
              </div>
            </div>
          );
        }}
      </Async>
    </Figure>
  );
}
