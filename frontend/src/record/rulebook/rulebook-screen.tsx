import { Page } from "@/ui/page";
export function RulebookScreen() {
  return <Page title="Rulebook">{null}</Page>;
}
