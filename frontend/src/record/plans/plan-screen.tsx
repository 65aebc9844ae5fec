// One plan: what was frozen, how it changed, what became of it.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Refused } from "@/api/problem";
import { DirectionMark } from "@/record/trades/trade-figures";
import { moment } from "@/ui/format";
import { EmptyState, Loading, Page } from "@/ui/page";
import { useEscape } from "./free-keys";
import { AdherenceCard } from "./plan/adherence-card";
import { ChangePart } from "./plan/change-part";
import { CriteriaCard } from "./plan/criteria-card";
import { ExecuteDialog } from "./plan/execute-dialog";
import { PictureCard } from "./plan/picture-card";
import { PicturesCard } from "./plan/pictures-card";
import { PlanActions } from "./plan/plan-actions";
import { TermsCard } from "./plan/terms-card";
import { TradeCard } from "./plan/trade-card";
import { useJudgement, VerdictCard } from "./plan/verdict-card";
import { VersionsCard } from "./plan/versions-card";
import { StatusMark } from "./plan-marks";
import { type Plan, planOf } from "./queries";
import { SuggestionsCard } from "./suggestions-card";
import { useNewsOfRecord } from "./use-news";

export function PlanScreen() {
  const { planId = "" } = useParams({ strict: false });
  const query = useQuery(planOf(planId));
  if (query.error instanceof Refused && query.error.problem.status === 404) return <NoSuchPlan />;
  if (query.data) return <LoadedPlan key={planId} plan={query.data} />;
  return (
    <Page title="Plan">
      <Loading query={query} rows={8}>
        {() => null}
      </Loading>
    </Page>
  );
}

function LoadedPlan({ plan }: { plan: Plan }) {
  const [part, show] = useState<"change" | "execute" | null>(null);
  const navigate = useNavigate();
  const judgement = useJudgement(plan);
  useNewsOfRecord();
  const close = () => show(null);
  useEscape(() => part === null && void navigate({ to: "/plans", search: {} }));
  if (part === "change") {
    return (
      <Page title={`Change: ${plan.title}`}>
        <ChangePart plan={plan} close={close} />
      </Page>
    );
  }
  return (
    <Page
      title={plan.title}
      actions={
        <PlanActions
          plan={plan}
          execute={() => show("execute")}
          change={() => show("change")}
          judge={judgement.judge}
          isJudging={judgement.isJudging}
        />
      }
    >
      <p className="-mt-3 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-secondary">
        <StatusMark status={plan.status} />
        <span className="font-mono font-medium text-text">{plan.instrument}</span>
        <DirectionMark direction={plan.direction} />
        {plan.trade_type === "training" && <span>Training</span>}
        <span>
          Version {plan.version}, frozen {moment(plan.frozen_at)}
        </span>
        {plan.conversation_id && (
          <Link
            to="/coach/$conversationId"
            params={{ conversationId: plan.conversation_id }}
            className="text-primary underline"
          >
            Where it was talked about
          </Link>
        )}
      </p>
      <div className="@container">
        <div className="grid grid-cols-1 items-start gap-5 @4xl:grid-cols-[minmax(0,1fr)_22rem]">
          <div className="grid grid-cols-1 gap-5">
            <TermsCard plan={plan} />
            <CriteriaCard plan={plan} />
            <VersionsCard plan={plan} />
          </div>
          <div className="grid grid-cols-1 gap-5">
            {plan.trade_id === null && <SuggestionsCard planId={plan.id} />}
            <TradeCard plan={plan} />
            {plan.trade_id !== null && <AdherenceCard plan={plan} />}
            <VerdictCard plan={plan} judgement={judgement} />
            <PicturesCard plan={plan} />
            <PictureCard plan={plan} />
          </div>
        </div>
      </div>
      {part === "execute" && <ExecuteDialog plan={plan} close={close} />}
    </Page>
  );
}

function NoSuchPlan() {
  return (
    <Page title="No such plan">
      <EmptyState
        title="This plan is not in your record."
        action={
          <Link to="/plans" search={{}} className="text-primary underline">
            All plans
          </Link>
        }
      />
    </Page>
  );
}
