// What held the trader back before, and how many trades were entered all the same.
import { useQuery } from "@tanstack/react-query";
import { day, named, number } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { heldBefore } from "./queries";

const COLOURS: Readonly<Record<string, string>> = { caution: "text-caution", locked: "text-loss" };

export function HoldsCard() {
  const query = useQuery(heldBefore());
  if (query.data?.items.length === 0) return null;
  return (
    <Card title="What held you back">
      <Loading query={query} rows={3}>
        {({ items }) => (
          <ul className="-my-1">
            {items.map((hold) => (
              <li
                key={`${hold.day}${hold.rule}`}
                className="figures flex min-h-9 flex-wrap items-center gap-x-4 border-t border-line text-sm first:border-0"
              >
                <span className="min-w-28 text-muted">{day(hold.day)}</span>
                <span className={`min-w-16 ${COLOURS[hold.state] ?? ""}`}>{named(hold.state)}</span>
                <span className="flex-1 text-secondary">{hold.reason}</span>
                {hold.state === "locked" && (
                  <span className={hold.entered_meanwhile > 0 ? "text-loss" : "text-muted"}>
                    {hold.entered_meanwhile === 0
                      ? "kept"
                      : `${number(hold.entered_meanwhile)} entered all the same`}
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loading>
    </Card>
  );
}
