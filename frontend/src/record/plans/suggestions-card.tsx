// Trades and plans that seem to belong together: to be linked by a press, or left.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { named, number } from "@/ui/format";
import { Card } from "@/ui/page";
import { say } from "@/ui/toast";
import { linkTrade, unlinkTrade } from "./changes";
import { withMoments } from "./plan-search";
import { plansChanged, type Suggestion, suggestions } from "./queries";

/** With a plan only what fits that one; nothing at all where nothing fits. */
export function SuggestionsCard({ planId }: { planId?: string }) {
  const { data = [] } = useQuery(suggestions());
  const fitting = data.filter(({ plan_id }) => planId === undefined || plan_id === planId);
  if (fitting.length === 0) return null;
  return (
    <Card title={planId ? "Was it this trade?" : "Do these belong together?"}>
      <ul className="grid gap-2">
        {fitting.slice(0, 5).map((suggestion) => (
          <SuggestionRow
            key={suggestion.trade_id + suggestion.plan_id}
            suggestion={suggestion}
            isOfPage={planId !== undefined}
          />
        ))}
      </ul>
    </Card>
  );
}

function SuggestionRow({ suggestion, isOfPage }: { suggestion: Suggestion; isOfPage: boolean }) {
  const link = useLink();
  const { trade_id, plan_id, title, likeness, because, match } = suggestion;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line pt-2 first:border-0 first:pt-0">
      <div className="min-w-0 flex-1 basis-64">
        <p>
          <Link
            to="/trades/$tradeId"
            params={{ tradeId: trade_id }}
            search={{}}
            className="text-primary underline"
          >
            {isOfPage ? "This trade" : "A trade"}
          </Link>
          {!isOfPage && (
            <>
              {" and "}
              <Link to="/plans/$planId" params={{ planId: plan_id }} className="text-primary underline">
                {title}
              </Link>
            </>
          )}
          <span className="text-sm text-muted">
            {" "}
            {"\u00b7"} alike {number(likeness)} of 100 {"\u00b7"} {named(match).toLowerCase()}
          </span>
        </p>
        <p className="text-sm text-secondary">{because.map(withMoments).join("; ")}</p>
      </div>
      <Button isBusy={link.isPending} onClick={() => link.mutate({ planId: plan_id, tradeId: trade_id })}>
        Link them
      </Button>
    </li>
  );
}

/** Link a trade to a plan; taken back by a press. */
export function useLink() {
  const queries = useQueryClient();
  const fail = (error: unknown) => say(wordsOf(error), { isError: true });
  return useMutation({
    mutationFn: ({ planId, tradeId }: { planId: string; tradeId: string }) => linkTrade(planId, tradeId),
    onSuccess: async (_, { planId }) => {
      await plansChanged(queries);
      const undo = () => void unlinkTrade(planId).then(() => plansChanged(queries), fail);
      say("Linked. The trade is held against the plan.", { undo });
    },
    onError: fail,
  });
}
