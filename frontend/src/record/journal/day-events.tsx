// What happened to trades on a day, from the beginning of its session to its end, moment by moment.
import { Link } from "@tanstack/react-router";
import { clock, number } from "@/ui/format";
import { Card } from "@/ui/page";
import { wordsOfEvent } from "./event-words";
import type { DayEvent, DayTrade } from "./queries";

const SHOWN = 8; // more are opened by a press

export function DayEvents({ trades, events }: { trades: readonly DayTrade[]; events: readonly DayEvent[] }) {
  if (events.length === 0) return null;
  const contracts = new Map(trades.map((trade) => [trade.id, trade.contract]));
  const list = (some: readonly DayEvent[]) => (
    <ul className="grid gap-1 text-sm">
      {some.map((event) => (
        <li key={event.id} className="flex flex-wrap items-baseline gap-x-3">
          <span className="figures text-muted">{clock(event.event_time)}</span>
          <span className="flex-1">{wordsOfEvent(event.kind)}</span>
          <Link
            to="/trades/$tradeId"
            params={{ tradeId: event.trade_id }}
            className="inline-flex min-h-6 min-w-6 items-center justify-end text-primary hover:underline pointer-coarse:min-h-11"
          >
            {contracts.get(event.trade_id) ?? "A trade of another day"}
          </Link>
        </li>
      ))}
    </ul>
  );
  const rest = events.slice(SHOWN);
  return (
    <Card title="What happened">
      {list(events.slice(0, SHOWN))}
      {rest.length > 0 && (
        <details>
          <summary className="cursor-pointer text-sm text-primary pointer-coarse:py-3">
            {number(rest.length)} more
          </summary>
          {list(rest)}
        </details>
      )}
    </Card>
  );
}
