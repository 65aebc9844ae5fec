import { Page } from "@/ui/page";
export function PlanScreen() {
  return <Page title="Plan">{null}</Page>;
}
