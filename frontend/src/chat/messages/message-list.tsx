// The messages of a conversation: only those in sight are drawn; the end stays in sight for whoever is there, and nobody else is moved.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { connection } from "@/live/connection";
import { type ConversationLog, type Gap, isUnfinished } from "@/live/conversation-log";
import type { GapSide } from "@/live/live-conversation";
import type { Unsent } from "@/live/local-database";
import { dayOf } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { useReading } from "../conversations/use-reading";
import { MessageRow } from "./message-row";
import { useOpenWork } from "./open-work";
import { type Choices, choicesToShow, type Row, rowsOf } from "./rows";

const NEAR_THE_END = 80; // pixels within which a reader is taken to be at the end
const SCROLLED_MILLISECONDS = 50; // until the list has heard of a scroll
const BETWEEN = 8; // pixels between two rows
const HEIGHTS: Record<Row["kind"], number> = { gap: 44, question: 76, answer: 220, unsent: 76 };

export interface ListProps {
  log: ConversationLog;
  /** Fetch what is missing; the same function as long as the conversation is the same. */
  fill: (gap: Gap, side: GapSide, settle: () => Promise<void>) => Promise<void>;
  unsent: readonly Unsent[];
  choices: Choices;
  choose: (choices: Choices) => void;
  found: string | null;
  /** The conversation, where it is one that the server knows. */
  conversationId?: string;
}

export function MessageList({ log, fill, unsent, choices, choose, found, conversationId }: ListProps) {
  const state = useSyncExternalStore(connection.watch, connection.current);
  const rows = useMemo(() => rowsOf(log, unsent, choices, dayOf), [log, unsent, choices]);
  const box = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (place) => HEIGHTS[rows[place]?.kind ?? "answer"],
    getItemKey: (place) => rows[place]?.key ?? place,
    overscan: 4,
    gap: BETWEEN,
    paddingStart: 16,
    paddingEnd: 16,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: NEAR_THE_END,
    useAnimationFrameWithResizeObserver: true,
  });
  // Whoever looks at a gap stays at the message beside it, so that what fills it comes out of sight.
  const latest = useRef(rows);
  latest.current = rows;
  const fillFromHere = useCallback(
    (gap: Gap) => {
      const placeOf = () =>
        latest.current.findIndex((row) => row.kind === "gap" && row.gap.before === gap.before);
      const itemOf = () => list.getVirtualItems().find((item) => item.index === placeOf());
      const offset = list.scrollOffset ?? 0;
      const isBelow = (itemOf()?.start ?? 0) - offset > (box.current?.clientHeight ?? 0) / 2;
      const settle = async () => {
        const item = itemOf();
        if (isBelow || !item || (list.scrollOffset ?? 0) > item.end + BETWEEN) return;
        box.current?.scrollTo({ top: item.end + BETWEEN + 1 }); // the message behind the gap is the first in sight
        await new Promise((done) => setTimeout(done, SCROLLED_MILLISECONDS));
      };
      return fill(gap, isBelow ? "beginning" : "end", settle);
    },
    [fill, list],
  );

  // Whoever opens a conversation begins at its end.
  const isReady = rows.length > 0;
  useEffect(() => {
    if (isReady && found === null) list.scrollToEnd();
  }, [isReady, list, found]);

  // What was jumped to is brought to sight, its branch too.
  const reached = useRef<string | null>(null);
  const foundPlace =
    found === null ? -1 : rows.findIndex((row) => "message" in row && row.message.id === found);
  useEffect(() => {
    if (found === null || reached.current === found) return;
    if (foundPlace >= 0) {
      reached.current = found;
      list.scrollToIndex(foundPlace, { align: "center" });
    } else if (log.messages.has(found)) choose(choicesToShow(log, found));
  }, [found, foundPlace, list, log, choose]);

  // A message that is being reworded is brought to sight, where it is not.
  const rewordings = useOpenWork((work) => work.rewordings);
  const reworded = Object.keys(rewordings).at(-1);
  useEffect(() => {
    const place = latest.current.findIndex((row) => "message" in row && row.message.id === reworded);
    const isDrawn = list.getVirtualItems().some((item) => item.index === place);
    if (place >= 0 && !isDrawn) list.scrollToIndex(place, { align: "center" });
  }, [reworded, list]);

  useReading(conversationId ?? null, log.last, isReady && list.isAtEnd(NEAR_THE_END));
  const unread = useUnread(rows, list.isAtEnd(NEAR_THE_END));
  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={box}
        aria-label="Messages"
        className="h-full overflow-y-auto overscroll-contain px-3 outline-none [overflow-anchor:none] sm:px-6"
      >
        <div className="relative mx-auto w-full max-w-3xl" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <div
                key={item.key}
                ref={list.measureElement}
                data-index={item.index}
                className="absolute top-0 left-0 w-full"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <MessageRow
                  row={row}
                  isFound={"message" in row && row.message.id === found}
                  isConnected={state === "live"}
                  fill={fillFromHere}
                />
              </div>
            );
          })}
        </div>
      </section>
      {!list.isAtEnd(NEAR_THE_END) && rows.length > 0 && (
        <button
          type="button"
          onClick={() => list.scrollToEnd()}
          className="absolute bottom-3 left-1/2 inline-flex min-h-8 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line bg-raised px-3 text-sm shadow-lg pointer-coarse:min-h-11"
        >
          <Icon name="down" className="size-3.5" />
          {unread > 0 ? `${unread} new` : "To the end"}
        </button>
      )}
    </div>
  );
}

/** How many rows came behind a reader who is not at the end. */
function useUnread(rows: readonly Row[], isAtEnd: boolean): number {
  const [seen, see] = useState<ReadonlySet<string>>(() => new Set());
  const keys = useMemo(
    () => rows.flatMap((row) => ("message" in row && !isUnfinished(row.message) ? [row.message.id] : [])),
    [rows],
  );
  const lastSeen = useRef<string | null>(null);
  useEffect(() => {
    if (!isAtEnd) return;
    lastSeen.current = keys.at(-1) ?? null;
    see(new Set());
  }, [isAtEnd, keys]);
  useEffect(() => {
    if (isAtEnd || lastSeen.current === null) return;
    const place = keys.lastIndexOf(lastSeen.current);
    if (place >= 0) see(new Set(keys.slice(place + 1)));
  }, [isAtEnd, keys]);
  return seen.size;
}
