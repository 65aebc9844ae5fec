// The smaller parts of the day: what waits to be read, what is left for the AI, and what was promised.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { subjectOf } from "@/notifications/subjects";
import { Money } from "@/ui/figures";
import { ago, clock, moment, number } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { Card, Loading } from "@/ui/page";
import { PartBar } from "./part-bar";
import { PartLink } from "./part-link";
import { aiBudget, type Promised, promises, unreadNotifications } from "./queries";

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
  const query = useQuery(promises());
  return (
    <Card title="Promises" actions={<PartLink to="/rulebook">Rulebook</PartLink>}>
      <Loading query={query} rows={2}>
        {(living) =>
          living.length === 0 ? (
            <p className="text-sm text-muted">Nothing is promised.</p>
          ) : (
            <ul className="grid gap-2">
              {living.map((promise) => (
                <PromiseRow key={promise.id} promise={promise} />
              ))}
            </ul>
          )
        }
      </Loading>
    </Card>
  );
}

function PromiseRow({ promise: { statement, due, until } }: { promise: Promised }) {
  return (
    <li className="flex gap-2 text-sm">
      <Icon
        name={due ? "lock" : "check"}
        className={`mt-0.5 size-4 ${due ? "text-caution" : "text-muted"}`}
      />
      <span className="min-w-0 flex-1">
        <span className={due ? "font-medium text-caution" : ""}>{statement}</span>
        {due && until && <span className="block text-xs text-muted">It holds until {clock(until)}.</span>}
      </span>
    </li>
  );
}
