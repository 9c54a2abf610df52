import type { IncidentPage } from "@/lib/api/types";
import { count } from "@/lib/format/number";

const plural = (n: number) => `${count(n)} ${n === 1 ? "incident" : "incidents"}`;

/** The state of the incidents in one sentence, from the API's own counts. */
export function headline(counts: IncidentPage["counts"]): string {
  const open = counts["open"] ?? 0;
  const confirmed = counts["confirmed"] ?? 0;
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
  if (all === 0) return "No incident in these days";
  if (open === 0 && confirmed === 0) return `All ${plural(all)} were judged; none needs a look`;
  if (open === 0) return `Every incident was judged; ${count(confirmed)} confirmed`;
  return `${plural(open)} ${open === 1 ? "waits" : "wait"} for a look`;
}
