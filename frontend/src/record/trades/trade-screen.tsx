import { Page } from "@/ui/page";
export function TradeScreen() {
  return <Page title="Trade">{null}</Page>;
}
