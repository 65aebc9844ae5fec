// What the rulebook said of the trade, as things stood at its entry.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { named } from "@/ui/format";
import { Icon, type IconName } from "@/ui/icons";
import { Card } from "@/ui/page";
import { rulebookReportOf, type Trade } from "../queries";

const MARKS: Record<string, { icon: IconName; words: string; colour: string }> = {
  ok: { icon: "check", words: "Kept", colour: "text-profit" },
  warn: { icon: "clock", words: "Close to it", colour: "text-caution" },
  block: { icon: "close", words: "Broken", colour: "text-loss" },
  unknown: { icon: "more", words: "Not known", colour: "text-muted" },
};

export function RulebookCard({ trade }: { trade: Trade }) {
  const { data } = useQuery(rulebookReportOf(trade.id));
  if (data === undefined) return null;
  if (data.version === null) {
    return (
      <Card title="Rulebook">
        <p className="text-sm text-secondary">
          No rulebook was in force at the entry.{" "}
          <Link to="/rulebook" className="text-primary underline">
            Write one
          </Link>
        </p>
      </Card>
    );
  }
  const told = data.rules.filter(({ state }) => state !== "ok");
  const kept = data.rules.length - told.length;
  return (
    <Card
      title="Rulebook"
      actions={<span className="figures text-sm text-muted">Version {data.version}</span>}
    >
      {told.length > 0 && (
        <ul className="grid gap-2 text-sm">
          {told.map((rule) => (
            <RuleLine key={rule.rule} state={rule.state} name={named(rule.rule)} reason={rule.reason} />
          ))}
        </ul>
      )}
      {kept > 0 && (
        <details className="text-sm">
          <summary className="w-fit rounded py-1 text-secondary pointer-coarse:py-3">
            {told.length === 0 ? `All ${kept} kept` : `${kept} kept`}
          </summary>
          <ul className="mt-2 grid gap-2">
            {data.rules
              .filter(({ state }) => state === "ok")
              .map((rule) => (
                <RuleLine key={rule.rule} state={rule.state} name={named(rule.rule)} reason={rule.reason} />
              ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

function RuleLine({ state, name, reason }: { state: string; name: string; reason: string }) {
  const mark = MARKS[state] ?? MARKS.unknown;
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-2">
      <span className={`inline-flex items-center gap-1 ${mark?.colour}`}>
        <Icon name={mark?.icon ?? "more"} />
        <span className="sr-only">{mark?.words}: </span>
      </span>
      <span>
        <span className="font-medium">{name}</span> <span className="text-secondary">{reason}</span>
      </span>
    </li>
  );
}
