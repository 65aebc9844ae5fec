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
