import { Page } from "@/ui/page";
export function VerdictsScreen() {
  return <Page title="Verdicts">{null}</Page>;
}
