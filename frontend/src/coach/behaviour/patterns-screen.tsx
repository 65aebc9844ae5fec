import { Page } from "@/ui/page";
export function PatternsScreen() {
  return <Page title="Patterns">{null}</Page>;
}
