// Plans that wait, those that end first at the top.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { EntryFigure, ratioText } from "@/record/plans/plan-list";
import { StatusMark } from "@/record/plans/plan-marks";
import { endsSoon } from "@/record/plans/plan-search";
import { type Plan, waitingPlans } from "@/record/plans/queries";
import { DirectionMark } from "@/record/trades/trade-figures";
import { ago, moment } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { PartLink } from "./part-link";
import { SHOWN_PLANS } from "./queries";

export function PlansPart() {
  const query = useQuery(waitingPlans(SHOWN_PLANS));
  return (
    <Card
      title="Plans that wait"
      actions={
        <PartLink to="/plans" search={{}}>
          All plans
        </PartLink>
      }
    >
      <Loading query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-sm text-muted">
              No plan yet.{" "}
              <Link to="/plans" search={{ new: "1" }} className="text-primary underline">
                Write one
              </Link>{" "}
              before the market does.
            </p>
          ) : (
            <ul className="grid">
              {items.map((plan) => (
                <li key={plan.id} className="border-t border-line/60 first:border-0">
                  <PlanRow plan={plan} />
                </li>
              ))}
            </ul>
          )
        }
      </Loading>
    </Card>
  );
}

function PlanRow({ plan }: { plan: Plan }) {
  const [ratio] = plan.risk_reward;
  return (
    <Link
      to="/plans/$planId"
      params={{ planId: plan.id }}
      className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 rounded-md py-1.5 hover:bg-raised pointer-coarse:min-h-11"
    >
      <span className="font-mono text-sm font-medium">{plan.instrument}</span>
      <span className="min-w-0 flex-1 basis-32 truncate">{plan.title}</span>
      <span className="text-sm">
        <DirectionMark direction={plan.direction} />
      </span>
      <span className="text-sm">
        <EntryFigure plan={plan} />
      </span>
      {ratio && <span className="figures text-sm text-secondary">{ratioText(ratio)}</span>}
      {plan.expires_at ? (
        <span
          title={moment(plan.expires_at)}
          className={`text-sm ${endsSoon(plan) ? "text-caution" : "text-muted"}`}
        >
          ends {ago(plan.expires_at)}
        </span>
      ) : (
        <StatusMark status={plan.status} />
      )}
    </Link>
  );
}
