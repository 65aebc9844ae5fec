// A month of session days with what each realised, the sum of each week, and a link to the trades of a day.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import Big from "big.js";
import { isMonth, monthMoved, weekdaysFrom, weeksOf } from "@/record/calendar/month-grid";
import { Button } from "@/ui/button";
import { day as dayInWords, dayOf, place as locale, money, number } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { type Unit, useLook } from "@/ui/look";
import { Card, Loading } from "@/ui/page";
import { tradesOfDay } from "./behind/trades-behind";
import { useShown } from "./behind/use-shown";
import { daysOf, groupsOf } from "./queries";
import type { Selection } from "./selection";

interface DayResult {
  readonly result: string;
  readonly trades: number;
}

export function CalendarCard({
  selection,
  month: asked,
  changeMonth,
}: {
  selection: Selection;
  month: string | undefined;
  changeMonth: (month: string) => void;
}) {
  const unit = useLook((look) => look.unit);
  const days = useQuery(daysOf(selection));
  const byDay = useQuery({ ...groupsOf(selection, "day"), enabled: unit === "r" });
  const last = days.data?.days.at(-1)?.day;
  const month = isMonth(asked) ? asked : (last ?? dayOf(new Date())).slice(0, 7);
  const results = new Map<string, DayResult>();
  if (unit === "r") {
    for (const { key, metrics, trades } of byDay.data?.groups ?? []) {
      const { expectancy } = metrics;
      if (key === null || !expectancy || expectancy.value === null) continue;
      results.set(key, { result: String(Number(expectancy.value) * expectancy.n), trades });
    }
  } else {
    const start = Number(days.data?.start ?? 0);
    for (const { day, net, trades, results: n } of days.data?.days ?? []) {
      if (n === 0 || (unit === "percent" && start <= 0)) continue;
      const result = unit === "percent" ? new Big(net).div(start).toFixed(8) : net;
      results.set(day, { result, trades });
    }
  }
  return (
    <Card
      title={monthInWords(month)}
      actions={
        <span className="flex gap-1">
          <Button kind="quiet" aria-label="Earlier month" onClick={() => changeMonth(monthMoved(month, -1))}>
            <Icon name="left" />
          </Button>
          <Button kind="quiet" aria-label="Later month" onClick={() => changeMonth(monthMoved(month, 1))}>
            <Icon name="right" />
          </Button>
        </span>
      }
    >
      <Loading query={unit === "r" && !byDay.data ? { ...byDay, data: undefined } : days} rows={5}>
        {({ currency }) => <Month month={month} results={results} unit={unit} currency={currency} />}
      </Loading>
    </Card>
  );
}

function monthInWords(month: string): string {
  const format = new Intl.DateTimeFormat(locale.locale, { month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${month}-15T12:00:00Z`));
}

function Month({
  month,
  results,
  unit,
  currency,
}: {
  month: string;
  results: ReadonlyMap<string, DayResult>;
  unit: Unit;
  currency: string;
}) {
  const firstDay = useLook((look) => look.weekStart);
  const inMonth = [...results].filter(([day]) => day.startsWith(month));
  const largest = Math.max(0, ...inMonth.map(([, { result }]) => Math.abs(Number(result))));
  const sum = sumOf(inMonth.map(([, day]) => day));
  return (
    <>
      <table className="figures w-full table-fixed border-separate border-spacing-0.5">
        <caption className="sr-only">Results by day</caption>
        <thead>
          <tr className="text-xs text-muted">
            {weekdaysFrom(firstDay).map((weekday) => (
              <th key={weekday} scope="col" className="pb-1 text-left font-normal">
                {weekday}
              </th>
            ))}
            <th scope="col" className="pb-1 text-right font-normal">
              Week
            </th>
          </tr>
        </thead>
        <tbody>
          {weeksOf(month, firstDay).map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <DayCell
                  key={day}
                  day={day}
                  isOutside={!day.startsWith(month)}
                  result={results.get(day)}
                  largest={largest}
                  unit={unit}
                  currency={currency}
                />
              ))}
              <td className="text-right text-[10px] sm:text-xs">
                <Short
                  value={sumOf(week.map((day) => results.get(day)).filter((day) => day !== undefined))}
                  unit={unit}
                  currency={currency}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="flex gap-2 text-sm text-secondary">
        <span className="flex-1">
          {inMonth.length === 0
            ? "Nothing was realised in this month."
            : `${number(inMonth.length)} days with a result`}
        </span>
        <Short value={sum} unit={unit} currency={currency} />
      </p>
    </>
  );
}

function sumOf(days: readonly DayResult[]): string | null {
  if (days.length === 0) return null;
  return days.reduce((sum, { result }) => sum.plus(result), new Big(0)).toFixed();
}

function DayCell({
  day,
  isOutside,
  result,
  largest,
  unit,
  currency,
}: {
  day: string;
  isOutside: boolean;
  result: DayResult | undefined;
  largest: number;
  unit: Unit;
  currency: string;
}) {
  const number_ = Number(day.slice(8));
  const shown = useShown();
  if (isOutside) return <td className="h-12" />;
  if (result === undefined) {
    return (
      <td className="h-12 rounded border border-line/40 p-1 align-top text-[11px] text-muted">{number_}</td>
    );
  }
  const amount = Number(result.result);
  const share = largest > 0 ? Math.abs(amount) / largest : 0;
  const colour = amount > 0 ? "var(--profit)" : amount < 0 ? "var(--loss)" : "var(--muted)";
  return (
    <td className="h-12 p-0 align-top">
      <Link
        to="/trades"
        search={tradesOfDay(shown, day)}
        className="flex h-full flex-col justify-between rounded border border-line p-0.5 text-[10px] text-text sm:p-1 sm:text-[11px] hover:border-muted"
        style={{ background: `color-mix(in srgb, ${colour} ${Math.round(8 + 34 * share)}%, transparent)` }}
      >
        <span className="flex justify-between">
          {number_}
          <span className="sr-only">{dayInWords(day)},</span>
          <span className="hidden sm:inline">
            {number(result.trades)}
            <span className="sr-only"> trades closed</span>
          </span>
        </span>
        <span className="truncate font-medium">
          <Short value={result.result} unit={unit} currency={currency} isPlain />
        </span>
      </Link>
    </td>
  );
}

interface ShortProps {
  value: string | null;
  unit: Unit;
  currency: string;
  /** On the shade of its day the words have the colour of all words, for the sake of contrast. */
  isPlain?: boolean;
}

/** A result that has to fit into a cell: whole money without its currency, which the page names. */
function Short({ value, unit, currency, isPlain = false }: ShortProps) {
  const hidesMoney = useLook((look) => look.hidesMoney);
  if (value === null) return null;
  if (unit !== "money") {
    return <Marked value={value} isPlain={isPlain} text={unit === "r" ? shortR(value) : shortShare(value)} />;
  }
  if (hidesMoney) {
    return (
      <span className={isPlain ? "" : signLook(value)}>
        {signMark(value)}
        <span className="sr-only">hidden</span>
      </span>
    );
  }
  return (
    <Marked
      value={value}
      isPlain={isPlain}
      text={shortMoney(value)}
      title={money(value, { currency, isResult: true })}
    />
  );
}

interface MarkedProps {
  value: string;
  text: string;
  title?: string;
  isPlain: boolean;
}

function Marked({ value, text, title, isPlain }: MarkedProps) {
  return (
    <span className={`whitespace-nowrap ${isPlain ? "" : signLook(value)}`} title={title}>
      <span aria-hidden="true" className="mr-0.5 text-[0.7em] max-sm:hidden">
        {signMark(value)}
      </span>
      {text}
    </span>
  );
}

function shortR(value: string): string {
  return `${number(value, { maximumFractionDigits: 1, signDisplay: "exceptZero" })}R`;
}

function shortShare(value: string): string {
  return number(value, { style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" });
}

function shortMoney(value: string): string {
  const digits = Math.abs(Number(value)) >= 10_000 ? { notation: "compact" as const } : {};
  return number(value, {
    maximumFractionDigits: digits.notation ? 1 : 0,
    signDisplay: "exceptZero",
    ...digits,
  });
}

function signMark(value: string): string {
  const amount = Number(value);
  return amount > 0 ? "\u25b2" : amount < 0 ? "\u25bc" : "";
}

function signLook(value: string): string {
  const amount = Number(value);
  return amount > 0 ? "text-profit" : amount < 0 ? "text-loss" : "text-secondary";
}
