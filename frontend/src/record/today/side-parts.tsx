// The smaller parts of the day: what waits to be read, what is left for the AI, and what was promised.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { subjectOf } from "@/notifications/subjects";
import { type Commitment, commitments } from "@/record/rulebook/queries";
import { Money } from "@/ui/figures";
import { ago, clock, moment, number } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { PartBar } from "./part-bar";
import { PartLink } from "./part-link";
import { aiBudget, unreadNotifications } from "./queries";

const AI_CURRENCY = "USD"; // what providers bill in

export function NotificationsPart() {
  const query = useQuery(unreadNotifications());
  return (
    <Card title="Unread" actions={<PartLink to="/notifications">Notifications</PartLink>}>
      <Loading query={query} rows={2}>
        {({ items, unread }) =>
          items.length === 0 ? (
            <p className="text-sm text-muted">All clear.</p>
          ) : (
            <>
              <ul className="grid gap-2">
                {items.map((news) => (
                  <li key={news.id} className="text-sm">
                    <Link
                      to={subjectOf(news)?.path ?? "/notifications"}
                      className="flex gap-2 rounded-md hover:bg-raised pointer-coarse:min-h-11"
                    >
                      <span className="min-w-0 flex-1">{news.title}</span>
                      <span className="shrink-0 text-xs text-muted" title={moment(news.created_at)}>
                        {ago(news.created_at)}
                      </span>
                    </Link>
                  </li>
                ))}
              </ul>
              {unread > items.length && (
                <p className="text-sm text-muted">{number(unread - items.length)} more</p>
              )}
            </>
          )
        }
      </Loading>
    </Card>
  );
}

export function BudgetPart() {
  const query = useQuery(aiBudget());
  return (
    <Card
      title="AI budget"
      actions={
        <PartLink to="/settings" search={{ part: "ai" }}>
          Settings
        </PartLink>
      }
    >
      <Loading query={query} rows={1}>
        {({ left, limit, spent, resets_at }) => {
          const most = Number(limit); // of the bar alone
          const part = most > 0 ? Math.min(1, Number(spent) / most) : 1;
          return (
            <>
              <p className="flex items-baseline justify-between gap-2">
                <span>
                  <Money value={left} currency={AI_CURRENCY} /> left
                </span>
                <span className="text-sm text-muted">
                  of <Money value={limit} currency={AI_CURRENCY} />
                </span>
              </p>
              <PartBar label="AI budget that is used" part={part} />
              <p className="text-xs text-muted">Full again at {clock(resets_at)}.</p>
            </>
          );
        }}
      </Loading>
    </Card>
  );
}

export function PromisesPart() {
  const query = useQuery(commitments());
  return (
    <Card title="Promises" actions={<PartLink to="/rulebook">Rulebook</PartLink>}>
      <Loading query={query} rows={2}>
        {({ items }) => {
          const living = items
            .filter(({ ends_at }) => ends_at === null || new Date(ends_at) > new Date())
            .toSorted((one, other) => other.keeping.pending - one.keeping.pending);
          if (living.length === 0) {
            return <p className="text-sm text-muted">Nothing is promised.</p>;
          }
          return (
            <ul className="grid gap-2">
              {living.map((promise) => (
                <PromiseRow key={promise.id} promise={promise} />
              ))}
            </ul>
          );
        }}
      </Loading>
    </Card>
  );
}

function PromiseRow({ promise: { statement, keeping } }: { promise: Commitment }) {
  const known = keeping.kept + keeping.broken;
  return (
    <li className="text-sm">
      <p className={keeping.pending > 0 ? "font-medium text-caution" : ""}>{statement}</p>
      <p className="text-xs text-muted">
        {keeping.pending > 0 && "It holds now. "}
        {known === 0
          ? "It has not come to it yet."
          : `Kept ${number(keeping.kept)} of ${number(known)} times.`}
      </p>
    </li>
  );
}
