import { Page } from "@/ui/page";
export function CoachScreen() {
  return <Page title="Coach">{null}</Page>;
}
export function ConversationScreen() {
  return null;
}
