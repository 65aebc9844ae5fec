// Every place of the app: its words, its address, its letter after `g`, and where it stands in the rail.
import type { IconName } from "@/ui/icons";

export interface Place {
  readonly path: string;
  readonly words: string;
  readonly key: string;
  readonly icon: IconName;
  readonly group: "" | "Before" | "During" | "After" | "foot";
  /** What a search in the palette also finds it by. */
  readonly also?: string;
}

export const PLACES: readonly Place[] = [
  { path: "/coach", words: "Coach", key: "c", icon: "coach", group: "", also: "chat conversation ask chart" },
  {
    path: "/today",
    words: "Today",
    key: "d",
    icon: "today",
    group: "Before",
    also: "check-in limits state day",
  },
  { path: "/plans", words: "Plans", key: "l", icon: "plan", group: "Before", also: "setup freeze" },
  {
    path: "/rulebook",
    words: "Rulebook",
    key: "r",
    icon: "rules",
    group: "Before",
    also: "limits override commitments",
  },
  {
    path: "/trades",
    words: "Trades",
    key: "t",
    icon: "trades",
    group: "During",
    also: "log fills positions",
  },
  {
    path: "/journal",
    words: "Journal",
    key: "j",
    icon: "journal",
    group: "After",
    also: "calendar notes mood",
  },
  {
    path: "/performance",
    words: "Performance",
    key: "p",
    icon: "performance",
    group: "After",
    also: "report equity expectancy",
  },
  {
    path: "/patterns",
    words: "Patterns",
    key: "b",
    icon: "patterns",
    group: "After",
    also: "behaviour memory nudges",
  },
  {
    path: "/verdicts",
    words: "Verdicts",
    key: "v",
    icon: "verdicts",
    group: "After",
    also: "scores reliability brier",
  },
  {
    path: "/notifications",
    words: "Notifications",
    key: "n",
    icon: "bell",
    group: "foot",
    also: "news unread",
  },
  {
    path: "/settings",
    words: "Settings",
    key: ",",
    icon: "settings",
    group: "foot",
    also: "profile keys privacy theme accounts",
  },
];
