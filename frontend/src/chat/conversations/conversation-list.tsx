// All conversations: search through what was said, pinned ones first, and what waits to be sent.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, type RefObject, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { isNewPlace, outbox } from "@/live/outbox";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";
import { Loading } from "@/ui/page";
import { orAnew } from "@/ui/part";
import { useLeaving } from "./changes";
import { ConversationRow } from "./conversation-row";
import { type ListFilter, type Mode, useListLook } from "./list-filter";
import { conversationList, inOrder } from "./queries";

const FoundMessages = lazy(
  orAnew(async () => ({ default: (await import("./found-messages")).FoundMessages })),
);

const SETTLED_MILLISECONDS = 250;

export function ConversationList({
  open,
  begin,
  search,
  picked,
}: {
  /** The conversation that is shown. */
  open: string | null;
  begin: () => void;
  search: RefObject<HTMLInputElement | null>;
  /** Something was chosen: the list may close where it covers the page. */
  picked?: () => void;
}) {
  const { words, write } = useListLook();
  const looked = useSettled(words.trim());
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-2 p-2">
      <div className="flex items-center gap-2">
        <label className="flex min-h-8 flex-1 items-center gap-2 rounded-md border border-line bg-ground px-2 focus-within:border-primary pointer-coarse:min-h-11">
          <Icon name="search" className="size-4 text-muted" />
          <input
            ref={search}
            type="search"
            aria-label="Search what was said"
            placeholder="Search"
            value={words}
            onChange={(event) => write(event.target.value)}
            onKeyDown={(event) => event.key === "Escape" && write("")}
            className="w-full min-w-0 bg-transparent outline-none"
          />
        </label>
        <Button aria-label="New conversation" title="New conversation (n)" onClick={begin} className="px-2">
          <Icon name="plus" />
        </Button>
      </div>
      <ListFilters />
      <div className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto">
        <Listed open={open} words={looked} picked={picked} />
        {looked && (
          <Suspense>
            <FoundMessages words={looked} picked={picked} />
          </Suspense>
        )}
      </div>
    </div>
  );
}

function ListFilters() {
  const { filter, change } = useListLook();
  const modes: readonly (readonly [Mode, string])[] = [
    ["analysis", "Charts"],
    ["psychology", "Psychology"],
  ];
  return (
    <fieldset className="flex flex-wrap gap-1">
      <legend className="sr-only">Which conversations</legend>
      {modes.map(([mode, words]) => (
        <Chip
          key={mode}
          isOn={filter.mode === mode}
          press={() => change({ mode: filter.mode === mode ? undefined : mode })}
        >
          {words}
        </Chip>
      ))}
      <Chip isOn={filter.pinned === true} press={() => change({ pinned: filter.pinned ? undefined : true })}>
        Pinned
      </Chip>
      <Chip isOn={filter.archived} press={() => change({ archived: !filter.archived })}>
        Archived
      </Chip>
    </fieldset>
  );
}

function Chip({ isOn, press, children }: { isOn: boolean; press: () => void; children: string }) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={press}
      className="min-h-6 rounded-full border border-line px-1.5 text-xs text-secondary hover:border-muted aria-pressed:border-primary aria-pressed:bg-mark aria-pressed:font-medium aria-pressed:text-text pointer-coarse:min-h-11 pointer-coarse:px-3.5"
    >
      {children}
    </button>
  );
}

function Listed({ open, words, picked }: { open: string | null; words: string; picked?: () => void }) {
  const { filter } = useListLook();
  const query = useInfiniteQuery(conversationList(words ? { ...filter, q: words } : filter));
  const leaving = useLeaving((state) => state.ids);
  return (
    <nav aria-label="Your conversations">
      {!filter.archived && !words && <UnsentPlaces />}
      <Loading query={query} rows={words ? 1 : 8}>
        {({ pages }) => {
          const items = inOrder(pages.flatMap((page) => page.items)).filter(({ id }) => !leaving.has(id));
          if (items.length === 0) return <p className="p-3 text-sm text-muted">{nothing(filter, words)}</p>;
          return (
            <ul className="grid grid-cols-[minmax(0,1fr)] gap-0.5">
              {items.map((conversation) => (
                <ConversationRow
                  key={conversation.id}
                  conversation={conversation}
                  isOpen={conversation.id === open}
                  picked={picked}
                />
              ))}
            </ul>
          );
        }}
      </Loading>
      {query.hasNextPage && (
        <Button kind="quiet" isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Older conversations
        </Button>
      )}
    </nav>
  );
}

function nothing(filter: ListFilter, words: string): string {
  if (words) return "No conversation is called so.";
  if (filter.mode || filter.pinned) return "No conversation is like that.";
  return filter.archived ? "Nothing is archived." : "No conversation yet. What you write begins one.";
}

/** Conversations that begin when their first message gets through. */
function UnsentPlaces() {
  const items = useSyncExternalStore(outbox.watch, outbox.current);
  const places = new Map(items.filter((item) => isNewPlace(item.place)).map((item) => [item.place, item]));
  return [...places.values()].map((item) => (
    <Link
      key={item.place}
      to="/coach"
      search={{ place: item.place }}
      className="flex min-h-9 items-center gap-2 rounded-md px-2 text-sm text-muted hover:bg-raised"
    >
      <Icon name="clock" />
      <span className="truncate">{item.content || "A chart"}</span>
    </Link>
  ));
}

/** The value once it has not changed for a moment. */
function useSettled(value: string): string {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), SETTLED_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [value]);
  return value === "" ? "" : settled;
}
