import { Page } from "@/ui/page";
export function PlansScreen() {
  return <Page title="Plans">{null}</Page>;
}
