// How a plan stands, as a shape and a word.
import { Icon, type IconName } from "@/ui/icons";
import type { Plan } from "./queries";

const LOOKS: Record<Plan["status"], { words: string; icon: IconName; colour: string }> = {
  pending: { words: "Alive", icon: "clock", colour: "text-primary" },
  executed: { words: "Executed", icon: "check", colour: "text-secondary" },
  cancelled: { words: "Cancelled", icon: "close", colour: "text-muted" },
  expired: { words: "Expired", icon: "hidden", colour: "text-muted" },
};

export function StatusMark({ status }: { status: Plan["status"] }) {
  const { words, icon, colour } = LOOKS[status];
  return (
    <span className={`inline-flex items-center gap-1.5 text-sm font-medium ${colour}`}>
      <Icon name={icon} />
      {words}
    </span>
  );
}

/** How a trade followed a plan, where that is worth a look. */
export function MatchMark({ match }: { match: "late" | "drifted" }) {
  const isLate = match === "late";
  return (
    <span
      title={isLate ? "Written after the fill" : "Changed while the trade was open"}
      className={`inline-flex items-center gap-1 rounded border border-current px-1 text-xs ${isLate ? "text-loss" : "text-caution"}`}
    >
      <Icon name={isLate ? "clock" : "edit"} className="size-3" />
      {isLate ? "Late" : "Drifted"}
    </span>
  );
}
