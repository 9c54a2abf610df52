import type { Metadata } from "next";

import { RecommendationsPage } from "@/features/recommendations/RecommendationsPage";

export const metadata: Metadata = { title: "Recommendations" };

export default function Page() {
  return <RecommendationsPage />;
}
