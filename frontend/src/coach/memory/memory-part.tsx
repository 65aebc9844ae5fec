// What the coach remembers of the trader: each with where it is from, to confirm, correct and forget.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { SelectField } from "@/ui/field";
import { Card, EmptyState, ErrorNote, Skeleton } from "@/ui/page";
import { useRowCursor } from "@/ui/row-cursor";
import { CorrectDialog } from "./correct-dialog";
import { ForgetDialog } from "./forget-dialog";
import { ForgetEverything } from "./forget-everything";
import { MemoryRow } from "./memory-row";
import { coachSettings, type Memory, memoryList, memoryWhole } from "./queries";
import { TeachForm } from "./teach-form";
import { useConfirm } from "./use-confirm";
import { KINDS, STATUSES } from "./words";

type Asked = { memory: Memory; to: "correct" | "forget" };

export function MemoryPart() {
  const search = useSearch({ from: "/patterns" });
  const navigate = useNavigate({ from: "/patterns" });
  const kind = KINDS.find(([name]) => name === search.kind)?.[0];
  const status = STATUSES.find(([name]) => name === search.status)?.[0];
  const list = useInfiniteQuery(memoryList({ kind, status }));
  const memories = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const [isTeaching, setTeaching] = useState(false);
  const [asked, ask] = useState<Asked | null>(null);
  const { data: sought } = useQuery({
    ...memoryWhole(search.memory ?? ""),
    enabled: search.memory !== undefined && list.data !== undefined,
  });
  const rows = useRef<HTMLUListElement>(null);
  const { current } = useRowCursor(rows);
  const confirming = useConfirm();

  const ofFocus = () => memories.find(({ id, status: state }) => id === current() && state !== "forgotten");
  const askOfFocus = (to: Asked["to"]) => {
    const memory = ofFocus();
    if (memory) ask({ memory, to });
  };
  const teach = () => setTeaching(true);
  useKeys({
    n: teach,
    e: () => askOfFocus("correct"),
    f: () => askOfFocus("forget"),
    y: () => {
      const memory = ofFocus();
      if (memory) confirming.mutate(memory);
    },
  });
  useOffered([
    { id: "memory.teach", words: "Teach the coach something", key: "n", group: "Memory", run: teach },
  ]);
  const change = (values: Record<string, string | undefined>) =>
    void navigate({ search: (before) => ({ ...before, ...values }), replace: true });
  const isFiltered = kind !== undefined || status !== undefined;

  return (
    <>
      <Learns />
      {isTeaching && <TeachForm close={() => setTeaching(false)} />}
      <Card
        title="What the coach remembers of you"
        actions={
          !isTeaching && (
            <Button kind="primary" onClick={teach} shortcut="n">
              Teach it something
            </Button>
          )
        }
      >
        <search className="grid grid-cols-2 gap-3 sm:max-w-md">
          <SelectField
            label="Kind"
            value={kind ?? ""}
            options={[["", "All kinds"], ...KINDS]}
            onChange={({ target }) => change({ kind: target.value || undefined })}
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
        {sought && !memories.some(({ id }) => id === sought.id) && (
          <ul aria-label="The memory that was looked for">
            <MemoryRow
              memory={sought}
              isSought
              confirm={() => confirming.mutate(sought)}
              correct={() => ask({ memory: sought, to: "correct" })}
              forget={() => ask({ memory: sought, to: "forget" })}
            />
          </ul>
        )}
        {list.data && memories.length === 0 && <NothingKnown isFiltered={isFiltered} teach={teach} />}
        <ul ref={rows} aria-label="Memories">
          {memories.map((memory) => (
            <MemoryRow
              key={memory.id === search.memory ? `sought:${memory.id}` : memory.id}
              isSought={memory.id === search.memory}
              memory={memory}
              confirm={() => confirming.mutate(memory)}
              correct={() => ask({ memory, to: "correct" })}
              forget={() => ask({ memory, to: "forget" })}
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
        {memories.length > 0 && (
          <p className="hidden text-xs text-muted pointer-fine:block">
            j and k move; Enter opens; y confirms, e corrects, f forgets.
          </p>
        )}
      </Card>
      <ForgetEverything />
      {asked?.to === "correct" && <CorrectDialog memory={asked.memory} close={() => ask(null)} />}
      {asked?.to === "forget" && <ForgetDialog memory={asked.memory} close={() => ask(null)} />}
    </>
  );
}

function Learns() {
  const { data } = useQuery(coachSettings());
  if (data === undefined) return null;
  return (
    <p className="text-secondary">
      {data.learns
        ? "What you say by the way is remembered, and each thing stands here."
        : "The coach learns nothing by the way; it remembers only what you teach it here."}{" "}
      <Link to="/settings" search={{ part: "coach" }} className="text-primary underline">
        Change that
      </Link>
    </p>
  );
}

function NothingKnown({ isFiltered, teach }: { isFiltered: boolean; teach: () => void }) {
  if (isFiltered) return <p className="text-muted">Nothing of this kind is remembered.</p>;
  return (
    <EmptyState
      title="Nothing is remembered yet"
      action={
        <Button kind="primary" onClick={teach} shortcut="n">
          Teach it something
        </Button>
      }
    >
      <p>
        &ldquo;I trade worse after two losses.&rdquo; Tell the coach something like this, in a conversation or
        here, and its answers go by it. You see where each memory is from and which answers stand on it, and
        you can correct or forget it.
      </p>
    </EmptyState>
  );
}
