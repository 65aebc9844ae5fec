// Figures as they are shown everywhere: a sign and a mark beside every colour, tabular digits, hidden where money is private.
import * as format from "./format";
import { useLook } from "./look";
import { withoutMoney } from "./without-money";

const DOTS = "\u2022\u2022\u2022";

type Amount = string | number | null | undefined;

function signOf(value: string | number): "profit" | "loss" | "none" {
  const amount = Number(value); // of the sign alone
  if (amount > 0) return "profit";
  return amount < 0 ? "loss" : "none";
}

const MARKS = { profit: "\u25b2", loss: "\u25bc", none: "" };
const COLOURS = { profit: "text-profit", loss: "text-loss", none: "text-secondary" };

/** A result in money, with its sign, its mark and its colour. */
export function Result({ value, currency }: { value: Amount; currency?: string }) {
  const hidesMoney = useLook((look) => look.hidesMoney);
  if (value === null || value === undefined) return <Nothing />;
  if (hidesMoney) return <Hidden />;
  return <Signed sign={signOf(value)} text={format.money(value, { currency, isResult: true })} />;
}

/** A result in R. */
export function RResult({ value }: { value: Amount }) {
  if (value === null || value === undefined) return <Nothing />;
  return <Signed sign={signOf(value)} text={format.inR(value)} />;
}

/** An amount of money that is no result: a balance, a risk, a fee. */
export function Money({ value, currency }: { value: Amount; currency?: string }) {
  const hidesMoney = useLook((look) => look.hidesMoney);
  if (value === null || value === undefined) return <Nothing />;
  if (hidesMoney) return <Hidden />;
  return <span className="figures whitespace-nowrap">{format.money(value, { currency })}</span>;
}

/** A price, a size or a count. */
export function Numeral({ value }: { value: Amount }) {
  if (value === null || value === undefined) return <Nothing />;
  return <span className="figures font-mono whitespace-nowrap">{format.price(value)}</span>;
}

/** A sentence of the server that may hold amounts of money. */
export function PrivateWords({ children }: { children: string }) {
  const hidesMoney = useLook((look) => look.hidesMoney);
  return hidesMoney ? withoutMoney(children) : children;
}

function Signed({ sign, text }: { sign: keyof typeof MARKS; text: string }) {
  return (
    <span className={`figures whitespace-nowrap ${COLOURS[sign]}`}>
      {MARKS[sign] && (
        <span aria-hidden="true" className="mr-1 text-[0.7em]">
          {MARKS[sign]}
        </span>
      )}
      {text}
    </span>
  );
}

function Hidden() {
  return (
    <span className="text-muted">
      <span aria-hidden="true">{DOTS}</span>
      <span className="sr-only">hidden</span>
    </span>
  );
}

function Nothing() {
  return (
    <span className="text-muted">
      <span aria-hidden="true">{format.NOTHING}</span>
      <span className="sr-only">none</span>
    </span>
  );
}
