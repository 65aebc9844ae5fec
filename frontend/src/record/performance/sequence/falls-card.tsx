// Where the money fell below its high, and when that was made good.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Result } from "@/ui/figures";
import { day, number } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { Sideways } from "@/ui/sideways";
import { tradesOfFall } from "../behind/trades-behind";
import { useShown } from "../behind/use-shown";
import { type Falls, fallsOf } from "../queries";
import type { Selection } from "../selection";

const SHOWN = 6;

export function FallsCard({ selection }: { selection: Selection }) {
  const query = useQuery(fallsOf(selection));
  return (
    <Card title="Drawdowns">
      <Loading query={query} rows={5}>
        {(falls) =>
          falls.items.length === 0 ? (
            <p className="text-muted">The money never fell below its high.</p>
          ) : (
            <FallTable falls={falls} />
          )
        }
      </Loading>
    </Card>
  );
}

function FallTable({ falls }: { falls: Falls }) {
  const shown = useShown();
  const open = falls.items.find((fall) => fall.is_open);
  const [deepest] = falls.items;
  return (
    <>
      <p className="text-sm text-secondary">
        {number(falls.items.length + falls.more)} in all.{" "}
        {open
          ? `The one since ${open.from_day ? day(open.from_day) : "the first result"} is not made good yet.`
          : "All of them were made good."}
        {deepest && ` The deepest took ${number(deepest.days)} days${deepest.is_open ? " so far" : ""}.`}
      </p>
      <Sideways label="Deepest falls">
        <table className="figures w-full text-right text-sm whitespace-nowrap">
          <thead className="text-xs text-muted">
            <tr>
              <th scope="col" className="text-left font-normal">
                From the high of
              </th>
              <th scope="col" className="pl-3 font-normal max-xl:hidden">
                Trades
              </th>
              <th scope="col" className="pl-3 font-normal max-xl:hidden">
                Lowest
              </th>
              <th scope="col" className="pl-3 font-normal">
                Made good
              </th>
              <th scope="col" className="pl-3 font-normal">
                Days
              </th>
              <th scope="col" className="pl-4 font-normal">
                Depth
              </th>
            </tr>
          </thead>
          <tbody>
            {falls.items.slice(0, SHOWN).map((fall) => (
              <tr key={fall.low_time} className="h-9 border-t border-line">
                <td className="text-left">
                  <Link
                    to="/trades"
                    search={tradesOfFall(shown, fall)}
                    aria-label={`${fall.from_day ? day(fall.from_day) : "The start"}: ${number(fall.trades)} trades`}
                    className="hover:underline pointer-coarse:inline-flex pointer-coarse:min-h-11 pointer-coarse:items-center"
                  >
                    {fall.from_day ? day(fall.from_day) : "The start"}
                  </Link>
                </td>
                <td className="pl-3 max-xl:hidden">{number(fall.trades)}</td>
                <td className="pl-3 max-xl:hidden">{day(fall.low_day)}</td>
                <td className="pl-3">
                  {fall.to_day ? day(fall.to_day) : <span className="text-caution">not yet</span>}
                </td>
                <td className="pl-3">{number(fall.days)}</td>
                <td className="pl-4">
                  <Result value={fall.depth} currency={falls.currency} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
    </>
  );
}
