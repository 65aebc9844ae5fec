// The figures of two selections beside each other, and how far they are apart.
import type { ReactNode } from "react";
import { plainOf, showOf } from "@/record/performance/figures/shown-figure";
import { named, number } from "@/ui/format";
import { Why } from "@/ui/metric";
import { type Row, rowsOf } from "./compared-rows";
import type { ComparisonAnswer, Metric } from "./queries";

interface TableProps {
  answer: ComparisonAnswer;
  /** What the sides are called. */
  names: readonly [string, string];
}

export function ComparedTable({ answer, names }: TableProps) {
  const { one, other, in_both } = answer;
  return (
    <>
      <div className="overflow-x-auto">
        <table className="figures w-full text-right">
          <thead className="text-xs text-muted">
            <tr>
              <th scope="col" className="text-left font-normal">
                <span className="sr-only">Figure</span>
              </th>
              <th scope="col" className="font-normal">
                {names[0]}
              </th>
              <th scope="col" className="pl-4 font-normal">
                {names[1]}
              </th>
              <th scope="col" className="pl-4 font-normal">
                Difference
              </th>
            </tr>
          </thead>
          <tbody>
            {rowsOf(answer).map((row) => (
              <ComparedRow key={row.words} row={row} currencies={[one.currency, other.currency]} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="text-xs text-muted">
        The difference is the first less the second.
        {in_both > 0
          ? ` ${number(in_both)} trades are in both, so no interval of a difference can be told.`
          : " An interval that has zero in it may be chance."}
        {one.currency !== other.currency && " Money of two currencies is not subtracted."}
      </p>
    </>
  );
}

function ComparedRow({ row, currencies }: { row: Row; currencies: readonly [string, string] }) {
  const { words, kind, one, other, difference } = row;
  const [first, second] = currencies;
  const show = (currency: string) => showOf(kind, currency);
  const plain = (currency: string) => plainOf(kind, currency);
  const apart = differenceOf(kind) ?? show(first);
  return (
    <tr className="border-t border-line align-top">
      <th scope="row" className="py-2 text-left text-sm font-normal whitespace-nowrap text-secondary">
        {words}
      </th>
      <Cell metric={one} name={`${words}, one`} show={show(first)} plain={plain(first)} />
      <Cell metric={other} name={`${words}, the other`} show={show(second)} plain={plain(second)} />
      <Cell
        metric={difference ?? undefined}
        name={`Difference in ${words.toLowerCase()}`}
        show={apart}
        plain={differenceOf(kind) ?? plain(first)}
      />
    </tr>
  );
}

type Show = (value: string | number) => ReactNode;

/** A difference of shares is in points of a hundred; one of numbers has its sign. */
function differenceOf(kind: Row["kind"]): Show | null {
  const signed = { signDisplay: "exceptZero" } as const;
  if (kind === "share" || kind === "fall")
    return (value) => `${number(Number(value) * 100, { ...signed, maximumFractionDigits: 1 })} points`;
  if (kind === "count") return (value) => number(value, signed);
  if (kind === "ratio" || kind === "points")
    return (value) => number(value, { ...signed, maximumFractionDigits: 2 });
  return null;
}

function Cell({
  metric,
  name,
  show,
  plain,
}: {
  metric: Metric | undefined;
  name: string;
  show: Show;
  plain: Show;
}) {
  if (metric === undefined || metric.value === null) {
    const reason = metric?.reason ? named(metric.reason) : undefined;
    return (
      <td className="py-2 pl-4 text-muted" title={reason}>
        {"\u2013"}
        {reason && <span className="sr-only"> {reason}</span>}
      </td>
    );
  }
  return (
    <td className="py-2 pl-4">
      <span className="flex flex-col items-end whitespace-nowrap">
        {show(metric.value)}
        {metric.interval && <Why name={name} metric={metric} show={plain} />}
      </span>
    </td>
  );
}
