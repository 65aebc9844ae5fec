// The start of the day in a minute: what holds, how the trader is, what waits and what is open.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { DemoYearCard } from "@/operations/demo/demo-year";
import { useNewsOfRecord } from "@/record/plans/use-news";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { openLayer } from "@/shell/layer";
import { Button } from "@/ui/button";
import { day, dayOf } from "@/ui/format";
import { Page, Skeleton } from "@/ui/page";
import { CheckInPart } from "./check-in-part";
import { CoachPart } from "./coach-part";
import { PlansPart } from "./plans-part";
import { overview } from "./queries";
import { SessionPart } from "./session-part";
import { BudgetPart, NotificationsPart, PromisesPart } from "./side-parts";
import { TradesPart } from "./trades-part";

export function TodayScreen() {
  const navigate = useNavigate();
  useNewsOfRecord();
  const told = useQuery(overview(useQueryClient()));
  const today = told.data?.check_in.day ?? dayOf(new Date()); // of the session: in the evening that may be tomorrow's
  const plan = () => void navigate({ to: "/plans", search: { new: "1" } });
  useKeys({ n: plan });
  useOffered([{ id: "today.plan", words: "New plan", key: "n", group: "Today", run: plan }]);
  return (
    <Page
      title="Today"
      actions={
        <>
          <Button shortcut="x" onClick={() => openLayer("may-i")}>
            May I?
          </Button>
          <Button kind="primary" shortcut="n" onClick={plan}>
            New plan
          </Button>
        </>
      }
    >
      <p className="-mt-4 text-sm text-muted">{day(today)}</p>
      <DemoYearCard />
      {told.isPending ? <Skeleton rows={8} /> : <Parts today={today} />}
    </Page>
  );
}

function Parts({ today }: { today: string }) {
  return (
    <div className="@container">
      <div className="grid grid-cols-1 items-start gap-5 @4xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid grid-cols-1 gap-5">
          <SessionPart />
          <CheckInPart key={today} day={today} />
          <PlansPart />
          <TradesPart />
        </div>
        <div className="grid grid-cols-1 gap-5">
          <NotificationsPart />
          <PromisesPart />
          <CoachPart />
          <BudgetPart />
        </div>
      </div>
    </div>
  );
}
