import { Page } from "@/ui/page";
export function JournalScreen() {
  return <Page title="Journal">{null}</Page>;
}
