// Everything that happened to the trade, in the order in which it happened; what was taken back is struck through.
import { useUser } from "@/shell/session";
import { Button } from "@/ui/button";
import { Money } from "@/ui/figures";
import { ago, moment } from "@/ui/format";
import { useLook } from "@/ui/look";
import { localOf } from "../local-time";
import type { Trade, TradeEvent } from "../queries";
import { correctionOf, voidingOf } from "./actions";
import { inTime, kindOf, sentenceOf, text } from "./event-words";
import type { Actions } from "./use-actions";

const LATE_SECONDS = 3600; // what was recorded later than this after it happened says so
const FILLS = new Set(["filled", "exited"]);

export function Timeline({
  trade,
  events,
  actions,
}: {
  trade: Trade;
  events: readonly TradeEvent[];
  actions: Actions;
}) {
  const shown = events.filter(({ kind }) => kind !== "voided").toSorted(inTime);
  return (
    <ol className="grid">
      {shown.map((event) => (
        <TimelineRow key={event.id} trade={trade} event={event} events={events} actions={actions} />
      ))}
    </ol>
  );
}

const MARKS: Record<string, string> = {
  filled: "bg-text",
  exited: "border-2 border-primary bg-surface",
  stop_set: "bg-loss",
  stop_moved: "bg-loss",
  target_set: "bg-profit",
  target_moved: "bg-profit",
};

function TimelineRow({
  trade,
  event,
  events,
  actions,
}: {
  trade: Trade;
  event: TradeEvent;
  events: readonly TradeEvent[];
  actions: Actions;
}) {
  const { timezone } = useUser();
  const hidesMoney = useLook((look) => look.hidesMoney);
  const kind = kindOf(event);
  const sentence = sentenceOf(event, trade, hidesMoney);
  const fees = text(event, "fees");
  const why = text(event, "reason") ?? reasonOfVoid(event, events);
  return (
    <li className="group relative grid grid-cols-[auto_1fr_auto] items-start gap-x-3 py-1.5 before:absolute before:top-0 before:bottom-0 before:left-[5px] before:w-px before:bg-line first:before:top-3 last:before:bottom-[calc(100%-0.75rem)]">
      <span
        aria-hidden="true"
        className={`relative mt-1.5 size-[11px] rounded-full ${event.voided ? "border border-muted bg-surface" : (MARKS[kind] ?? "bg-muted")}`}
      />
      <div className="min-w-0">
        <p className={event.voided ? "text-muted line-through" : "whitespace-pre-wrap"}>{sentence}</p>
        <p className="figures text-xs text-muted">
          <time dateTime={event.event_time}>{moment(event.event_time)}</time>
          {isLate(event) && <>{` \u00b7 recorded ${ago(event.recorded_time)}`}</>}
          {event.kind === "corrected" && " \u00b7 corrected"}
          {event.voided && " \u00b7 taken back or replaced"}
          {fees !== null && Number(fees) !== 0 && (
            <>
              {" \u00b7 fees "}
              <Money value={fees} currency={text(event, "fee_currency") ?? trade.currency} />
            </>
          )}
          {why && ` \u00b7 ${why}`}
        </p>
      </div>
      {!event.voided && (
        <span className="flex opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
          {FILLS.has(kind) && (
            <Button
              kind="quiet"
              className="text-xs"
              aria-label={`Correct: ${sentence}`}
              onClick={() =>
                actions.begin(correctionOf(trade, event, localOf(new Date(event.event_time), timezone)))
              }
            >
              Correct
            </Button>
          )}
          <Button
            kind="quiet"
            className="text-xs"
            aria-label={`Take back: ${sentence}`}
            onClick={() => actions.begin(voidingOf(trade, event, sentence))}
          >
            Take back
          </Button>
        </span>
      )}
    </li>
  );
}

function isLate({ event_time, recorded_time }: TradeEvent): boolean {
  return (Date.parse(recorded_time) - Date.parse(event_time)) / 1_000 > LATE_SECONDS;
}

function reasonOfVoid(event: TradeEvent, events: readonly TradeEvent[]): string | null {
  const voiding = events.find((other) => other.kind === "voided" && text(other, "event_id") === event.id);
  return voiding ? text(voiding, "reason") : null;
}
