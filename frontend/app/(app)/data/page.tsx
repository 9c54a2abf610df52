import type { Metadata } from "next";

import { DataHealth } from "@/features/data/DataHealth";

export const metadata: Metadata = { title: "Data health" };

export default function Page() {
  return <DataHealth />;
}
