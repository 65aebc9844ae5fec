import { Page } from "@/ui/page";
export function TodayScreen() {
  return <Page title="Today">{null}</Page>;
}
