import { Overview } from "@/features/overview/Overview";

export default function Page() {
  return <Overview />;
}
