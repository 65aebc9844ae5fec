// The plan beside what was done: its score, rule by rule.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { components } from "@/api/generated/openapi";
import { Refused, wordsOf } from "@/api/problem";
import { inR, named } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { Card } from "@/ui/page";
import { adherenceOf, type Trade } from "../queries";

export function PlanCard({ trade }: { trade: Trade }) {
  if (trade.trade_plan_id === null) return null;
  return <LinkedPlan trade={trade} planId={trade.trade_plan_id} />;
}

function LinkedPlan({ trade, planId }: { trade: Trade; planId: string }) {
  const { data, error } = useQuery(adherenceOf(planId));
  return (
    <Card
      title="Plan and what was done"
      actions={
        <Link to="/plans/$planId" params={{ planId }} className="text-sm text-primary hover:underline">
          Open the plan
        </Link>
      }
    >
      <p className="flex items-baseline gap-2">
        <span className="figures text-2xl font-semibold">
          {data?.score ?? trade.plan_adherence_score ?? "\u2013"}
        </span>
        <span className="text-sm text-muted">of 100 kept</span>
        <span className="ml-auto text-sm text-secondary">{named(trade.plan_match)}</span>
      </p>
      {data?.score_reason && <p className="text-sm text-muted">{named(data.score_reason)}</p>}
      {error && error instanceof Refused && <p className="text-sm text-muted">{wordsOf(error)}</p>}
      {data && (
        <ul className="grid gap-2 text-sm">
          {data.rules.map((rule) => (
            <PlanRule key={rule.rule} rule={rule} isCap={data.capped_by.includes(rule.rule)} />
          ))}
        </ul>
      )}
    </Card>
  );
}

export function PlanRule({ rule, isCap }: { rule: components["schemas"]["RuleResult"]; isCap: boolean }) {
  const [icon, colour, words] =
    rule.met === null
      ? (["more", "text-muted", "Not known"] as const)
      : rule.met
        ? (["check", "text-profit", "Kept"] as const)
        : (["close", "text-loss", "Broken"] as const);
  return (
    <li className="grid grid-cols-[auto_1fr_auto] gap-x-2">
      <span className={colour}>
        <Icon name={icon} className="mt-0.5 size-4" />
        <span className="sr-only">{words}: </span>
      </span>
      <span>
        <span className="font-medium">{named(rule.rule)}</span>{" "}
        <span className="text-secondary">{rule.reason}</span>
        {isCap && <span className="text-caution"> Caps the score.</span>}
      </span>
      <span className="figures text-muted">{rule.deviation_r ? inR(rule.deviation_r) : ""}</span>
    </li>
  );
}
