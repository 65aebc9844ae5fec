// All findings, latest first, filtered by the address.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { DateControl } from "@/record/filters/date-control";
import { Button } from "@/ui/button";
import { SelectField } from "@/ui/field";
import { Card, EmptyState, ErrorNote, Skeleton } from "@/ui/page";
import { DETECTORS } from "./detector-words";
import {
  ANSWER_CHOICES,
  FILTER_NAMES,
  findingFilterOf,
  isFiltered,
  SEVERITY_CHOICES,
} from "./finding-filter";
import { FindingList } from "./finding-list";
import { findingList, type Patterns } from "./queries";
import { useNames } from "./use-names";

const ANY = ["", "Any"] as const;

export function FindingsView({ patterns }: { patterns: Patterns }) {
  const search = useSearch({ from: "/patterns" });
  const navigate = useNavigate({ from: "/patterns" });
  const filter = findingFilterOf(search);
  const list = useInfiniteQuery(findingList(filter));
  const change = (values: Record<string, string | undefined>) =>
    void navigate({ search: (before) => ({ ...before, ...values, event: undefined }), replace: true });
  const clear = () => change(Object.fromEntries(FILTER_NAMES.map((name) => [name, undefined])));
  const findings = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card
      title="All findings"
      actions={isFiltered(filter) && <Button onClick={clear}>Clear the filter</Button>}
    >
      <Filters filter={filter} change={change} />
      {list.error && <ErrorNote error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton />}
      {list.data && findings.length === 0 && (
        <NoFindings isFiltered={isFiltered(filter)} hasLooked={patterns.looked_at !== null} />
      )}
      <FindingList findings={findings} label="Findings" />
      {list.hasNextPage && (
        <Button
          isBusy={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
          className="justify-self-start"
        >
          Show more
        </Button>
      )}
    </Card>
  );
}

function Filters({
  filter,
  change,
}: {
  filter: ReturnType<typeof findingFilterOf>;
  change: (values: Record<string, string | undefined>) => void;
}) {
  const { accounts } = useNames();
  const field = (
    label: string,
    name: "detector" | "severity" | "answer" | "account_id",
    options: readonly (readonly [string, string])[],
  ) => (
    <SelectField
      label={label}
      value={filter[name] ?? ""}
      options={[ANY, ...options]}
      onChange={({ target }) => change({ [name]: target.value || undefined })}
    />
  );
  return (
    <search className="grid grid-cols-2 items-end gap-3 lg:grid-cols-5">
      {field("Behaviour", "detector", DETECTORS)}
      {field("How grave", "severity", SEVERITY_CHOICES)}
      {field("Your answer", "answer", ANSWER_CHOICES)}
      {field("Account", "account_id", accounts)}
      <DateControl
        span={{ day_from: filter.day_from, day_to: filter.day_to }}
        change={({ day_from, day_to }) => change({ day_from, day_to })}
      />
      {filter.trade_id && (
        <p className="col-span-full text-sm text-secondary">
          Only those that rest on one trade.{" "}
          <Button kind="quiet" onClick={() => change({ trade_id: undefined })}>
            Show all
          </Button>
        </p>
      )}
    </search>
  );
}

function NoFindings({ isFiltered, hasLooked }: { isFiltered: boolean; hasLooked: boolean }) {
  if (isFiltered) return <p className="text-muted">No finding is like this.</p>;
  return (
    <EmptyState title="Nothing was found yet">
      <p>
        {hasLooked
          ? "Each trade is looked at as it is logged. What stands out from your own habit, or breaks a rule of yours, is listed here."
          : "The detectors look once you have logged a trade."}
      </p>
    </EmptyState>
  );
}
