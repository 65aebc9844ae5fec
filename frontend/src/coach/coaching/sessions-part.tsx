// Coaching sessions: those that were held with what was agreed, a new one, and what came of them.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { SelectField } from "@/ui/field";
import { Card, EmptyState, ErrorNote, Skeleton } from "@/ui/page";
import { PartTabs } from "@/ui/part-tabs";
import { useRowCursor } from "@/ui/row-cursor";
import { EffectivenessView } from "./effectiveness-view";
import { sessionHistory } from "./queries";
import { SessionRow } from "./session-row";
import { StartDialog } from "./start-dialog";
import { STATUSES, TYPES } from "./words";

const VIEWS = [
  { id: "held", words: "Sessions held", search: { part: "sessions" } },
  { id: "came", words: "What came of them", search: { part: "sessions", view: "came" } },
];

export function SessionsPart() {
  const { view } = useSearch({ from: "/patterns" });
  const current = VIEWS.find(({ id }) => id === view)?.id ?? "held";
  const [isStarting, setStarting] = useState(false);
  const start = () => setStarting(true);
  useKeys({ n: start });
  useOffered([
    { id: "coaching.start", words: "Start a coaching session", key: "n", group: "Coaching", run: start },
  ]);
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <div className="w-full min-w-0 sm:w-auto sm:flex-1">
          <PartTabs
            label="Views of the sessions"
            to="/patterns"
            tabs={VIEWS}
            current={current}
            look="views"
          />
        </div>
        <Button kind="primary" onClick={start} shortcut="n">
          Start a session
        </Button>
      </div>
      {current === "held" ? <HeldView start={start} /> : <EffectivenessView />}
      {isStarting && <StartDialog close={() => setStarting(false)} />}
    </>
  );
}

function HeldView({ start }: { start: () => void }) {
  const search = useSearch({ from: "/patterns" });
  const navigate = useNavigate({ from: "/patterns" });
  const session_type = TYPES.find(([name]) => name === search.type)?.[0];
  const status = STATUSES.find(([name]) => name === search.status)?.[0];
  const list = useInfiniteQuery(sessionHistory({ session_type, status }));
  const sessions = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const rows = useRef<HTMLUListElement>(null);
  useRowCursor(rows);
  const change = (values: Record<string, string | undefined>) =>
    void navigate({ search: (before) => ({ ...before, ...values }), replace: true });
  return (
    <Card title="Sessions">
      <search className="grid grid-cols-2 gap-3 sm:max-w-md">
        <SelectField
          label="About"
          value={session_type ?? ""}
          options={[["", "Anything"], ...TYPES.map(([name, words]) => [name, words] as const)]}
          onChange={({ target }) => change({ type: target.value || undefined })}
        />
        <SelectField
          label="Show"
          value={status ?? ""}
          options={[["", "All"], ...STATUSES]}
          onChange={({ target }) => change({ status: target.value || undefined })}
        />
      </search>
      {list.error && <ErrorNote error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton />}
      {list.data && sessions.length === 0 && (
        <NoSessions isFiltered={Boolean(session_type ?? status)} start={start} />
      )}
      <ul ref={rows} aria-label="Coaching sessions">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
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

function NoSessions({ isFiltered, start }: { isFiltered: boolean; start: () => void }) {
  if (isFiltered) return <p className="text-muted">No session is like this.</p>;
  return (
    <EmptyState
      title="No session was held yet"
      action={
        <Button kind="primary" onClick={start} shortcut="n">
          Start the first
        </Button>
      }
    >
      <p>
        A session is a conversation with a purpose: the coach begins from your own record, you agree on one
        next step, and later you see what came after it.
      </p>
    </EmptyState>
  );
}
