// What the trader's own rules say of a trade that was announced.
import { Link } from "@tanstack/react-router";
import type { Message } from "@/live/events";
import { moment } from "@/ui/format";
import { Icon, type IconName } from "@/ui/icons";

type Interlock = NonNullable<Message["interlock"]>;

const LOOKS: Record<Interlock["decision"], { words: string; icon: IconName; colour: string }> = {
  allow: { words: "Your rules allow it", icon: "check", colour: "text-profit" },
  warn: { words: "Your rules say: look again", icon: "eye", colour: "text-caution" },
  block: { words: "Your rules block it", icon: "lock", colour: "text-loss" },
};

const UNCHECKED = { words: "No limit on its risk is set", icon: "eye", colour: "text-caution" } as const;

export function InterlockCard({ check }: { check: Interlock }) {
  const isUnchecked = check.decision === "allow" && check.unchecked != null;
  const look = isUnchecked ? UNCHECKED : LOOKS[check.decision];
  const { state, until } = check.state;
  return (
    <section
      aria-label="What your rules say"
      data-decision={check.decision}
      className={`grid gap-2 rounded-md border border-current bg-surface p-3 sm:p-4 ${look.colour}`}
    >
      <strong className="flex items-center gap-2 font-semibold">
        <Icon name={look.icon} className="size-5" />
        {look.words}
      </strong>
      {check.reasons.length > 0 && (
        <ul className="grid list-disc gap-1 pl-5 text-text">
          {check.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {check.unchecked && <p className="text-text">{check.unchecked}</p>}
      {state !== "normal" && (
        <p className="text-secondary">
          The session is in {state}
          {until ? ` until ${moment(until)}` : ""}.
        </p>
      )}
      {check.plan && (
        <Link
          to="/plans/$planId"
          params={{ planId: check.plan.id }}
          className="justify-self-start text-primary underline"
        >
          Plan: {check.plan.title}
        </Link>
      )}
    </section>
  );
}
