// How often which R occurred: each bar is a link to its trades.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { named, number } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { binInWords, tradesOfBin } from "../behind/trades-behind";
import { useShown } from "../behind/use-shown";
import { histogramOf } from "../queries";
import type { Selection } from "../selection";
import { type Bin, binsOf, histogramInWords, sideOf, totalOf } from "./bins";

export function HistogramCard({ selection }: { selection: Selection }) {
  const query = useQuery(histogramOf(selection));
  return (
    <Card title="How often which R">
      <Loading query={query} rows={5}>
        {(histogram) => {
          const bins = binsOf(histogram);
          return (
            <figure className="grid grid-cols-1 gap-3">
              {totalOf(bins) > 0 && <Bars bins={bins} />}
              <figcaption className="text-sm text-secondary">
                {histogramInWords(bins)}
                {histogram.excluded.map(({ reason, n }) => (
                  <span key={reason} className="text-muted">
                    {" "}
                    {number(n)} left out: {named(reason).toLowerCase()}.
                  </span>
                ))}
              </figcaption>
              {totalOf(bins) > 0 && <BinTable bins={bins} />}
            </figure>
          );
        }}
      </Loading>
    </Card>
  );
}

function Bars({ bins }: { bins: readonly Bin[] }) {
  const list = useRef<HTMLUListElement>(null);
  const most = Math.max(...bins.map(({ count }) => count));
  const walk = (event: React.KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const links = [...(list.current?.querySelectorAll("a") ?? [])];
    const place = links.findIndex((link) => link.matches(":focus"));
    if (step === undefined || place < 0) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, place + step))]?.focus();
  };
  return (
    <ul ref={list} onKeyDown={walk} aria-label="Bars of R" className="flex h-48 sm:h-60 items-stretch gap-px">
      {bins.map((bin) => (
        <Bar key={`${bin.from}`} bin={bin} most={most} />
      ))}
    </ul>
  );
}

function Bar({ bin, most }: { bin: Bin; most: number }) {
  const { from, to, count } = bin;
  const shown = useShown();
  const isZero = from === 0;
  const trades = count === 1 ? "trade" : "trades";
  const words = `${binInWords(from, to)}: ${number(count)} ${trades}`;
  const look = sideOf(bin) === "profit" ? "border-profit bg-profit/70" : "border-loss bg-loss/25"; // filled and hollow
  const bar = (
    <>
      <span className="figures text-center text-[11px] text-secondary">{count > 0 && number(count)}</span>
      <span
        aria-hidden="true"
        className={`w-full rounded-t-sm border-x border-t ${look} group-hover:brightness-125`}
        style={{ height: `${(count / most) * 100}%`, minHeight: count > 0 ? 3 : 0 }}
      />
    </>
  );
  return (
    <li className={`flex min-w-0 flex-1 flex-col ${isZero ? "border-l border-muted" : ""}`}>
      {count > 0 ? (
        <Link
          to="/trades"
          search={tradesOfBin(shown, from, to)}
          aria-label={words}
          title={words}
          className="group flex min-h-0 flex-1 flex-col justify-end border-b border-line"
        >
          {bar}
        </Link>
      ) : (
        <span className="flex-1 border-b border-line" />
      )}
      <span aria-hidden="true" className="figures h-4 truncate text-[10px] text-muted">
        {labelOf(bin)}
      </span>
    </li>
  );
}

/** Whole R stand under the left edge of their bin. */
function labelOf({ from, to }: Bin): string {
  if (from === null) return `<${number(to ?? 0)}`;
  if (to === null) return `${number(from)}+`;
  return Number.isInteger(from) ? number(from) : "";
}

function BinTable({ bins }: { bins: readonly Bin[] }) {
  return (
    <details>
      <summary className="text-xs text-muted pointer-coarse:py-3.5">The same as a table</summary>
      <table className="figures mt-2 w-full text-right text-sm">
        <thead className="text-xs text-muted">
          <tr>
            <th className="text-left font-normal">R</th>
            <th className="font-normal">Trades</th>
          </tr>
        </thead>
        <tbody>
          {bins.map(({ from, to, count }) => (
            <tr key={`${from}`} className="border-t border-line">
              <td className="text-left">{binInWords(from, to)}</td>
              <td>{number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
