// How the trade kept to the plan: the score, rule by rule, and what capped it.
import { useQuery } from "@tanstack/react-query";
import { Refused } from "@/api/problem";
import { adherenceOf } from "@/record/trades/queries";
import { PlanRule } from "@/record/trades/trade/plan-card";
import { moment, named, number } from "@/ui/format";
import { Card, EmptyState, Loading } from "@/ui/page";
import type { Plan } from "../queries";

export function AdherenceCard({ plan }: { plan: Plan }) {
  const query = useQuery(adherenceOf(plan.id));
  if (query.error instanceof Refused && query.error.code === "plan.not_followed") {
    return <EmptyState title="Not scored yet" />;
  }
  return (
    <Card title="How it was kept">
      <Loading query={query} rows={3}>
        {(adherence) => (
          <>
            <p className="flex items-baseline gap-2">
              <span className="figures text-3xl font-semibold">{adherence.score ?? "\u2013"}</span>
              <span className="text-sm text-muted">of 100</span>
              <span className="ml-auto text-sm text-secondary">{named(adherence.match)}</span>
            </p>
            <ScoreBar score={adherence.score} />
            <p className="text-sm text-muted">
              {adherence.score_reason && `${named(adherence.score_reason)}. `}
              {adherence.capped_by.length > 0 &&
                `Capped by ${adherence.capped_by.map((rule) => named(rule).toLowerCase()).join(" and ")}. `}
              {number(adherence.coverage)}% of the weights are known. Held against version {adherence.version}
              ; the result of the trade is not in it.
            </p>
            <ul className="grid gap-2 text-sm">
              {adherence.rules.map((rule) => (
                <PlanRule key={rule.rule} rule={rule} isCap={adherence.capped_by.includes(rule.rule)} />
              ))}
            </ul>
            <p className="text-xs text-muted">Scored {moment(adherence.scored_at)}</p>
          </>
        )}
      </Loading>
    </Card>
  );
}

function ScoreBar({ score }: { score: number | null }) {
  if (score === null) return null;
  return (
    <div aria-hidden="true" className="h-1.5 rounded-full bg-raised">
      <div className="h-full rounded-full bg-primary" style={{ width: `${score}%` }} />
    </div>
  );
}
