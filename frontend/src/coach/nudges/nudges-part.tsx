// When the coach speaks first: what it said and what it kept back, whether that helps, and what the trader allows.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef } from "react";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { SelectField } from "@/ui/field";
import { Card, ErrorNote, Skeleton } from "@/ui/page";
import { PartTabs } from "@/ui/part-tabs";
import { useRowCursor } from "@/ui/row-cursor";
import { EfficacyView } from "./efficacy-view";
import { NudgeRow } from "./nudge-row";
import { PreferencesView } from "./preferences-view";
import { type Feedback, nudgeList } from "./queries";
import { useFeedback } from "./use-feedback";
import { ARMS, KINDS } from "./words";

const VIEWS = [
  { id: "said", words: "What was said", search: { part: "nudges" } },
  { id: "help", words: "Whether they help", search: { part: "nudges", view: "help" } },
  { id: "allowed", words: "What you allow", search: { part: "nudges", view: "allowed" } },
];

export function NudgesPart() {
  const { view } = useSearch({ from: "/patterns" });
  const current = VIEWS.find(({ id }) => id === view)?.id ?? "said";
  return (
    <>
      <PartTabs label="Views of the nudges" to="/patterns" tabs={VIEWS} current={current} look="views" />
      {current === "said" && <SaidView />}
      {current === "help" && <EfficacyView />}
      {current === "allowed" && <PreferencesView />}
    </>
  );
}

function SaidView() {
  const search = useSearch({ from: "/patterns" });
  const navigate = useNavigate({ from: "/patterns" });
  const kind = KINDS.find(([name]) => name === search.kind)?.[0];
  const arm = ARMS.find(([name]) => name === search.arm)?.[0];
  const list = useInfiniteQuery(nudgeList({ kind, arm }));
  const nudges = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const rows = useRef<HTMLUListElement>(null);
  const { current } = useRowCursor(rows);
  const feedback = useFeedback();
  const say = (given: Feedback) => {
    const nudge = nudges.find(({ id, arm: side }) => id === current() && side === "sent");
    if (nudge) feedback.mutate({ id: nudge.id, feedback: given });
  };
  useKeys({ y: () => say("helpful"), n: () => say("not_helpful") });
  const change = (values: Record<string, string | undefined>) =>
    void navigate({ search: (before) => ({ ...before, ...values }), replace: true });
  return (
    <Card title="What the coach said first">
      <search className="grid grid-cols-2 gap-3 sm:max-w-md">
        <SelectField
          label="Kind"
          value={kind ?? ""}
          options={[["", "All kinds"], ...KINDS.map(([name, words]) => [name, words] as const)]}
          onChange={({ target }) => change({ kind: target.value || undefined })}
        />
        <SelectField
          label="Show"
          value={arm ?? ""}
          options={[["", "Said and kept back"], ...ARMS]}
          onChange={({ target }) => change({ arm: target.value || undefined })}
        />
      </search>
      {list.error && <ErrorNote error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton />}
      {list.data && nudges.length === 0 && <NothingSaid isFiltered={Boolean(kind ?? arm)} />}
      <ul ref={rows} aria-label="Nudges">
        {nudges.map((nudge) => (
          <NudgeRow
            key={nudge.id}
            nudge={nudge}
            giveFeedback={(given) => feedback.mutate({ id: nudge.id, feedback: given })}
            isBusy={feedback.isPending}
          />
        ))}
      </ul>
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

function NothingSaid({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) return <p className="text-muted">None is like this.</p>;
  return (
    <div className="grid gap-2">
      <p className="text-secondary">The coach has not spoken first yet. It does so at five occasions only:</p>
      <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[12rem_1fr]">
        {KINDS.map(([name, words, what]) => (
          <div key={name} className="contents">
            <dt className="font-medium">{words}</dt>
            <dd className="text-secondary">{what}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
