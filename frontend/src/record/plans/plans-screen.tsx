// All plans by how they stand, trades that seem to belong to one, and what keeping to plans was worth.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";
import { EmptyState, Loading, Page } from "@/ui/page";
import { say } from "@/ui/toast";
import { AdherenceSection } from "./adherence-section";
import { PlanForm } from "./form/plan-form";
import { PlanFilter } from "./plan-filter";
import { PlanList } from "./plan-list";
import { stateOf } from "./plan-search";
import { planList } from "./queries";
import { SuggestionsCard } from "./suggestions-card";
import { useNewsOfRecord } from "./use-news";
import { usePlanSearch } from "./use-plan-search";

export function PlansScreen() {
  const { search, change } = usePlanSearch();
  useNewsOfRecord();
  const isWriting = search.new !== undefined;
  const begin = () => change({ new: "1" }, { replace: false });
  useOffered([{ id: "plans.new", words: "New plan", key: "n", group: "Plans", run: begin }]);
  useKeys({ n: begin });
  if (isWriting) return <NewPlan />;
  return (
    <Page
      title="Plans"
      actions={
        <Button kind="primary" shortcut="n" onClick={begin}>
          <Icon name="plus" />
          New plan
        </Button>
      }
    >
      <SuggestionsCard />
      <PlanFilter />
      <ListedPlans begin={begin} />
      <AdherenceSection />
    </Page>
  );
}

function NewPlan() {
  const { change } = usePlanSearch();
  const navigate = useNavigate();
  return (
    <Page title="New plan">
      <PlanForm
        close={() => change({ new: undefined })}
        done={(plan) => {
          say("Frozen.");
          void navigate({ to: "/plans/$planId", params: { planId: plan.id }, replace: true });
        }}
      />
    </Page>
  );
}

function ListedPlans({ begin }: { begin: () => void }) {
  const { search, change } = usePlanSearch();
  const query = useInfiniteQuery(planList(search));
  const { instrument, direction, q } = search;
  return (
    <Loading query={query} rows={6}>
      {({ pages }) => {
        const plans = pages.flatMap(({ items }) => items);
        if (plans.length > 0) {
          return (
            <PlanList
              plans={plans}
              hasMore={query.hasNextPage}
              isLoading={query.isFetchingNextPage}
              loadMore={() => void query.fetchNextPage()}
            />
          );
        }
        if (instrument || direction || q) {
          return (
            <EmptyState
              title="No plan fits this filter."
              action={
                <Button onClick={() => change({ instrument: undefined, direction: undefined, q: undefined })}>
                  Clear the filter
                </Button>
              }
            />
          );
        }
        return <NoPlans state={stateOf(search)} begin={begin} />;
      }}
    </Loading>
  );
}

const NONE_SO = {
  late: "No plan was written after its fill: each stood before.",
  drifted: "No plan was changed while its trade was open.",
};

function NoPlans({ state, begin }: { state: string; begin: () => void }) {
  if (state === "late" || state === "drifted") return <EmptyState title={NONE_SO[state]} />;
  if (state !== "pending" && state !== "all") {
    return <EmptyState title={`No plan was ${state} yet.`} />;
  }
  return (
    <EmptyState
      title={state === "all" ? "No plan yet" : "No plan is alive"}
      action={
        <Button kind="primary" shortcut="n" onClick={begin}>
          Write one
        </Button>
      }
    >
      <p>
        Say where you enter, where you are wrong and where you leave, before the market does. The plan is
        frozen with its time; the fill is then held against it, whatever it brought.
      </p>
    </EmptyState>
  );
}
