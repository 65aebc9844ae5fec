// All conversations: search through what was said, pinned ones first, and what waits to be sent.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type RefObject, useEffect, useState, useSyncExternalStore } from "react";
import { isNewPlace, outbox } from "@/live/outbox";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";
import { Loading } from "@/ui/page";
import { useLeaving } from "./changes";
import { ConversationRow } from "./conversation-row";
import { FoundMessages } from "./found-messages";
import { conversationList, inOrder } from "./queries";

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
  const [words, setWords] = useState("");
  const [isArchive, showArchive] = useState(false);
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
            onChange={(event) => setWords(event.target.value)}
            onKeyDown={(event) => event.key === "Escape" && setWords("")}
            className="w-full min-w-0 bg-transparent outline-none"
          />
        </label>
        <Button aria-label="New conversation" title="New conversation (n)" onClick={begin} className="px-2">
          <Icon name="plus" />
        </Button>
      </div>
      {looked ? (
        <FoundMessages words={looked} picked={picked} />
      ) : (
        <Listed open={open} isArchive={isArchive} picked={picked} />
      )}
      <button
        type="button"
        aria-pressed={isArchive}
        onClick={() => showArchive(!isArchive)}
        className="flex min-h-8 items-center gap-2 rounded-md px-2 text-sm text-muted hover:bg-raised pointer-coarse:min-h-11"
      >
        <Icon name="archive" />
        {isArchive ? "Back to the conversations" : "Archived"}
      </button>
    </div>
  );
}

function Listed({
  open,
  isArchive,
  picked,
}: {
  open: string | null;
  isArchive: boolean;
  picked?: () => void;
}) {
  const query = useInfiniteQuery(conversationList(isArchive));
  const leaving = useLeaving((state) => state.ids);
  return (
    <nav aria-label="Your conversations" className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto">
      {!isArchive && <UnsentPlaces />}
      <Loading query={query} rows={8}>
        {({ pages }) => {
          const items = inOrder(pages.flatMap((page) => page.items)).filter(({ id }) => !leaving.has(id));
          if (items.length === 0)
            return (
              <p className="p-3 text-sm text-muted">
                {isArchive ? "Nothing is archived." : "No conversation yet. What you write begins one."}
              </p>
            );
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
