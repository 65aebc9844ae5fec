// What the coach says of the plan as it is frozen.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { VerdictText } from "@/record/trades/trade/verdict-card";
import { Button } from "@/ui/button";
import { Card, ErrorNote } from "@/ui/page";
import { judgePlan } from "../changes";
import { type Plan, verdictsOfPlan } from "../queries";

export interface Judgement {
  judge(): void;
  isJudging: boolean;
  error: unknown;
}

export function useJudgement(plan: Plan): Judgement {
  const queries = useQueryClient();
  const [isJudging, setJudging] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const judge = async () => {
    if (isJudging) return;
    setJudging(true);
    setError(null);
    try {
      await judgePlan(plan.id);
      await queries.invalidateQueries({ queryKey: ["verdicts"] });
    } catch (refusal) {
      setError(refusal);
    } finally {
      setJudging(false);
    }
  };
  return { judge: () => void judge(), isJudging, error };
}

export function VerdictCard({ plan, judgement }: { plan: Plan; judgement: Judgement }) {
  const { data } = useQuery(verdictsOfPlan(plan.id));
  const { judge, isJudging, error } = judgement;
  const verdict = data?.[0];
  return (
    <Card
      title="Verdict"
      actions={
        <Button kind="quiet" className="text-sm" isBusy={isJudging} onClick={judge}>
          {verdict ? "Judge it again" : "Have it judged"}
        </Button>
      }
    >
      {isJudging && (
        <p role="status" className="text-sm text-muted">
          The coach is judging.
        </p>
      )}
      {error ? <ErrorNote error={error} retry={judge} /> : null}
      {verdict && verdict.plan_version !== plan.version && (
        <p className="text-sm text-caution">This is of version {verdict.plan_version}.</p>
      )}
      {verdict ? (
        <VerdictText verdict={verdict} />
      ) : (
        <p className="text-sm text-secondary">
          The coach checks its figures and your rules, then judges it. The verdict is scored when the market
          has decided.
        </p>
      )}
    </Card>
  );
}
