import { Page } from "@/ui/page";
export function PerformanceScreen() {
  return <Page title="Performance">{null}</Page>;
}
