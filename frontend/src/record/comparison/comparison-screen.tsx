// Any two selections of trades beside each other; both stand in the address.
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { Card, EmptyState, Loading, Page } from "@/ui/page";
import { ComparedTable } from "./compared-table";
import { comparisonOf } from "./queries";
import { SideCard } from "./side-card";

type Search = Record<string, string | undefined>;

export function ComparisonScreen() {
  const { one, other }: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const go = (search: Search) => void navigate({ to: "/compare", search, replace: true });
  const swap = () => go({ one: other ?? "all=1", other: one ?? "all=1" });
  useKeys({ s: swap });
  useOffered([{ id: "compare.swap", words: "Swap the sides", key: "s", group: "This page", run: swap }]);
  const query = useQuery(comparisonOf(one, other));
  return (
    <Page
      title="Compare"
      actions={
        <Button shortcut="s" onClick={swap}>
          Swap
        </Button>
      }
    >
      <div className="grid grid-cols-1 gap-5 lg:grid-cols-2">
        <SideCard title="One" text={one} hasKey change={(text) => go({ one: text, other })} />
        <SideCard title="The other" text={other} hasKey={false} change={(text) => go({ one, other: text })} />
      </div>
      <Loading query={query} rows={6}>
        {(answer) =>
          answer.one.trades + answer.other.trades === 0 ? (
            <EmptyState title="No closed trade fits either side.">
              <p>Choose other days above, or take a part of a filter away.</p>
            </EmptyState>
          ) : (
            <div className={query.isPlaceholderData ? "opacity-60" : ""} aria-busy={query.isPlaceholderData}>
              <Card title="Side by side">
                <ComparedTable answer={answer} names={["One", "The other"]} />
              </Card>
            </div>
          )
        }
      </Loading>
    </Page>
  );
}
