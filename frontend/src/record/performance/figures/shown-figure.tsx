// A figure of a report by what it is counted in.
import type { ReactNode } from "react";
import { Result, RResult } from "@/ui/figures";
import { inR, number, percent } from "@/ui/format";
import { type FigureKind, streakInWords } from "./figure-names";

const TWO = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
type Show = (value: string | number) => ReactNode;

/** What shows a figure of this kind; money is in the currency of the report. */
export function showOf(kind: FigureKind, currency: string): Show {
  if (kind === "money") return (value) => <Result value={value} currency={currency} />;
  if (kind === "r") return (value) => <RResult value={value} />;
  if (kind === "share") return (value) => percent(value);
  if (kind === "fall") return (value) => percent(value);
  if (kind === "streak") return (value) => streakInWords(Number(value));
  if (kind === "count") return (value) => number(value);
  return (value) => number(value, TWO);
}

/** The same without marks and colours, for the ends of an interval. */
export function plainOf(kind: FigureKind, currency: string): Show {
  return kind === "r" ? inR : showOf(kind, currency);
}

/** A share of the starting equity as a result: "+12.4%". */
export function ShareResult({ value }: { value: number | string | null }) {
  if (value === null) return <span className="text-muted">{"\u2013"}</span>;
  const amount = Number(value);
  const [mark, colour] = signOf(amount);
  return (
    <span className={`figures whitespace-nowrap ${colour}`}>
      {mark && (
        <span aria-hidden="true" className="mr-1 text-[0.7em]">
          {mark}
        </span>
      )}
      {number(amount, { style: "percent", signDisplay: "exceptZero", ...TWO, maximumFractionDigits: 2 })}
    </span>
  );
}

function signOf(amount: number): readonly [string, string] {
  if (amount > 0) return ["\u25b2", "text-profit"];
  return amount < 0 ? ["\u25bc", "text-loss"] : ["", "text-secondary"];
}
