import type { Metadata } from "next";

import { BuildingPage } from "@/features/building/BuildingPage";

export const metadata: Metadata = { title: "Buildings" };

export default function Page() {
  return <BuildingPage />;
}
