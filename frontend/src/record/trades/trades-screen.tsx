import { Page } from "@/ui/page";
export function TradesScreen() {
  return <Page title="Trades">{null}</Page>;
}
