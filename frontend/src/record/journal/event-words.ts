// What happened to a trade, in the words of the day's list. Pure.
import type { DayEvent } from "./queries";

const WORDS: Record<DayEvent["kind"], string> = {
  planned: "Planned",
  filled: "Entered",
  exited: "Exited",
  stop_set: "Stop set",
  stop_moved: "Stop moved",
  stop_removed: "Stop taken away",
  target_set: "Target set",
  target_moved: "Target moved",
  target_removed: "Target taken away",
  noted: "Note written",
  felt: "Feeling said",
  voided: "Something was taken back",
  corrected: "Corrected",
  split: "Split",
  dividend: "Dividend",
  financing: "Financing",
  renamed: "Renamed",
  expired: "Expired",
  rolled: "Rolled to another month",
  deleted: "Deleted",
  restored: "Brought back from the trash",
};

export function wordsOfEvent(kind: DayEvent["kind"]): string {
  return WORDS[kind];
}
