// The state of the trading session, as the rulebook sees it: a shape and a word on every page.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { rulebookState } from "@/record/rulebook/queries";
import { moment } from "@/ui/format";
import { Icon } from "@/ui/icons";

const LOOKS = {
  normal: { words: "Clear", icon: "check", colour: "text-profit" },
  caution: { words: "Caution", icon: "clock", colour: "text-caution" },
  locked: { words: "Locked", icon: "lock", colour: "text-loss" },
} as const;

export function SessionChip() {
  const { data } = useQuery(rulebookState());
  if (data === undefined) return <span className="h-8 w-20" />; // its place, so that nothing beside it moves
  const look = LOOKS[data.state as keyof typeof LOOKS] ?? LOOKS.caution;
  const until = data.until ? ` until ${moment(data.until)}` : "";
  return (
    <Link
      to="/rulebook"
      title={data.reason ?? "No rule holds you back."}
      className={`inline-flex min-h-8 items-center gap-1.5 rounded-full border border-current px-3 text-sm ${look.colour}`}
    >
      <Icon name={look.icon} />
      {look.words}
      {until}
    </Link>
  );
}
