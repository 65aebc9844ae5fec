// The key of a group of trades, as a report tells it, in words.
import { day as dayInWords, named } from "@/ui/format";

const FREE = new Set(["instrument", "setup", "tag", "emotion", "strategy", "account", "month"]);

export function groupInWords(by: string, key: string): string {
  if (by === "hour") return `${key}:00`;
  if (by === "day") return dayInWords(key);
  if (by === "week") return `Week of ${dayInWords(key)}`;
  if (by === "adherence") return key === "100" ? "100" : `${key} to ${Number(key) + 19}`;
  return FREE.has(by) ? key : named(key);
}
