// What can be done to a trade, as small forms.
import Big from "big.js";
import { Refused } from "@/api/problem";
import * as changes from "../changes";
import type { Trade, TradeEvent } from "../queries";
import { kindOf, text } from "./event-words";

export interface ActionField {
  /** As the API calls it, so that its refusals find it. */
  name: string;
  label: string;
  kind?: "text" | "number" | "time" | "select" | "area" | "check";
  hint?: string;
  initial?: string;
  options?: readonly (readonly [string, string])[];
  isWide?: boolean;
  isInteger?: boolean;
}

export interface Action {
  title: string;
  description?: string;
  /** The words of the button. */
  yes: string;
  /** What is said when it is done. */
  said: string;
  /** Whether nothing takes it back but doing it the other way round. */
  isFinal?: boolean;
  fields: readonly ActionField[];
  work(values: Record<string, unknown>): Promise<unknown>;
}

export type ActionName =
  | "close"
  | "fill"
  | "stop"
  | "target"
  | "note"
  | "expire"
  | "roll"
  | "split"
  | "dividend"
  | "financing"
  | "rename";

const TIME: ActionField = { name: "event_time", label: "When", kind: "time", isWide: true };
const FEES: ActionField = {
  name: "fees",
  label: "Fees",
  kind: "number",
  hint: "Empty: as the account charges",
};

/** The form of an action for a trade. */
export function actionOf(name: ActionName, trade: Trade): Action {
  return MAKERS[name](trade);
}

// The bodies are what the fields of each form are called after; the server says at the field what is wrong with one.
type Body<Work extends (id: string, body: never) => unknown> = Parameters<Work>[1];

const MAKERS: Record<ActionName, (trade: Trade) => Action> = {
  close: (trade) => ({
    title: `Close ${trade.contract}`,
    yes: "Close",
    said: "Closed",
    fields: [
      { name: "exit_price", label: "Exit", kind: "number" },
      {
        name: "quantity",
        label: "How much",
        kind: "number",
        initial: trade.open_size,
        hint: `Of ${trade.open_size} held. Less leaves the rest open.`,
      },
      { ...TIME, name: "exit_time" },
      FEES,
    ],
    work: (values) => closeOrPart(trade, values),
  }),
  fill: (trade) => ({
    title: `Add a fill to ${trade.contract}`,
    yes: "Add it",
    said: "Fill added",
    fields: [
      {
        name: "action",
        label: "What it does",
        kind: "select",
        options: [
          ["entry", "Adds to the position"],
          ["exit", "Takes from it"],
        ],
        initial: "entry",
      },
      { name: "quantity", label: "How much", kind: "number" },
      { name: "price", label: "Price", kind: "number" },
      FEES,
      TIME,
      {
        name: "reverse",
        label: "If it is more than is held, the rest opens a trade the other way",
        kind: "check",
        isWide: true,
      },
    ],
    work: (values) => changes.addFill(trade.id, values as Body<typeof changes.addFill>),
  }),
  stop: (trade) => ({
    title: trade.stop_price === null ? "Set the stop" : "Move the stop",
    description: "R stays on the first stop. Empty takes the stop away.",
    yes: "Set it",
    said: "Stop set",
    fields: [{ name: "stop_price", label: "Stop", kind: "number", initial: trade.stop_price ?? "" }, TIME],
    work: ({ stop_price = null, ...rest }) =>
      changes.setStop(trade.id, { stop_price, ...rest } as Body<typeof changes.setStop>),
  }),
  target: (trade) => ({
    title: trade.target_price === null ? "Set the target" : "Move the target",
    description: "Empty takes the target away.",
    yes: "Set it",
    said: "Target set",
    fields: [
      { name: "target_price", label: "Target", kind: "number", initial: trade.target_price ?? "" },
      TIME,
    ],
    work: ({ target_price = null, ...rest }) =>
      changes.setTarget(trade.id, { target_price, ...rest } as Body<typeof changes.setTarget>),
  }),
  note: (trade) => ({
    title: "Add a note",
    yes: "Add it",
    said: "Noted",
    fields: [
      { name: "text", label: "Words", kind: "area", isWide: true },
      { name: "emotional_state", label: "Feeling", isWide: true },
      TIME,
    ],
    work: (values) => changes.addNote(trade.id, values as Body<typeof changes.addNote>),
  }),
  expire: (trade) => ({
    title: `${trade.contract} expired`,
    yes: "Record it",
    said: "Expiry recorded",
    fields: [
      {
        name: "outcome",
        label: "How it ended",
        kind: "select",
        options: [
          ["worthless", "Worthless"],
          ["cash_settled", "Settled in cash"],
          ["assigned", "Assigned"],
          ["exercised", "Exercised"],
        ],
        initial: trade.instrument_kind === "option" ? "worthless" : "cash_settled",
      },
      { name: "settlement_price", label: "Settlement price", kind: "number", hint: "When settled in cash" },
      FEES,
      TIME,
    ],
    work: (values) => changes.expireTrade(trade.id, values as Body<typeof changes.expireTrade>),
  }),
  roll: (trade) => ({
    title: `Roll ${trade.contract}`,
    description: "This trade ends, and another one of the same idea begins.",
    yes: "Roll it",
    said: "Rolled",
    fields: [
      { name: "instrument", label: "The other month", hint: "Such as ESH7" },
      { name: "exit_price", label: "Exit here", kind: "number" },
      { name: "entry_price", label: "Entry there", kind: "number" },
      { name: "stop_price", label: "Stop there", kind: "number" },
      { name: "target_price", label: "Target there", kind: "number" },
      FEES,
      TIME,
    ],
    work: (values) => changes.rollTrade(trade.id, values as Body<typeof changes.rollTrade>),
  }),
  split: (trade) => ({
    title: "Units were split",
    description: "4 for 1, or 1 for 10. What was recorded stays; it is read in the new units.",
    yes: "Record it",
    said: "Split recorded",
    fields: [
      { name: "numerator", label: "New units", kind: "number", isInteger: true },
      { name: "denominator", label: "For old units", kind: "number", isInteger: true, initial: "1" },
      TIME,
    ],
    work: (values) => changes.splitUnits(trade.id, values as Body<typeof changes.splitUnits>),
  }),
  dividend: (trade) => ({
    title: "Dividend",
    description: "A long position earns it, a short one pays it.",
    yes: "Record it",
    said: "Dividend recorded",
    fields: [{ name: "amount_per_unit", label: `For each unit, in ${trade.currency}`, kind: "number" }, TIME],
    work: (values) => changes.receiveDividend(trade.id, values as Body<typeof changes.receiveDividend>),
  }),
  financing: (trade) => ({
    title: "Financing",
    description: "Swap, funding or interest: what it cost. Below zero where you were paid.",
    yes: "Record it",
    said: "Financing recorded",
    fields: [{ name: "amount", label: `Amount in ${trade.currency}`, kind: "number" }, TIME],
    work: (values) => changes.chargeFinancing(trade.id, values as Body<typeof changes.chargeFinancing>),
  }),
  rename: (trade) => ({
    title: `${trade.contract} has another symbol`,
    description: "The terms of the trade stay.",
    yes: "Rename it",
    said: "Renamed",
    fields: [{ name: "symbol", label: "New symbol" }, TIME],
    work: (values) => changes.renameInstrument(trade.id, values as Body<typeof changes.renameInstrument>),
  }),
};

/** All of it is a close, a part of it is an exit fill. */
function closeOrPart(trade: Trade, { quantity, ...close }: Record<string, unknown>): Promise<unknown> {
  if (isAll(quantity, trade.open_size)) {
    return changes.closeTrade(trade.id, close as Body<typeof changes.closeTrade>);
  }
  const { exit_price, exit_time, ...rest } = close;
  const fill = { action: "exit", quantity, price: exit_price, event_time: exit_time, ...rest };
  return changes.addFill(trade.id, fill as Body<typeof changes.addFill>).catch(asOfClose);
}

/** A part is closed by a fill, whose fields have other names: what is refused goes to those of the form. */
function asOfClose(error: unknown): never {
  if (!(error instanceof Refused)) throw error;
  const names: Record<string, string> = { price: "exit_price", event_time: "exit_time" };
  const errors = error.problem.errors.map((one) => ({ ...one, field: names[one.field] ?? one.field }));
  throw new Refused({ ...error.problem, errors }, error.retryAfterSeconds);
}

function isAll(quantity: unknown, open: string): boolean {
  if (quantity === undefined) return true;
  return typeof quantity === "string" && /^\d+(?:\.\d+)?$/.test(quantity) && new Big(quantity).eq(open);
}

/** The form that corrects a fill, with what it says now. */
export function correctionOf(trade: Trade, event: TradeEvent, localTime: string): Action {
  return {
    title: kindOf(event) === "filled" ? "Correct this entry" : "Correct this exit",
    description: "The history keeps both.",
    yes: "Correct it",
    said: "Corrected",
    isFinal: true,
    fields: [
      { name: "price", label: "Price", kind: "number", initial: text(event, "price") ?? "" },
      { name: "quantity", label: "How much", kind: "number", initial: text(event, "quantity") ?? "" },
      { ...TIME, initial: localTime },
      { name: "fees", label: "Fees", kind: "number", initial: text(event, "fees") ?? "" },
      { name: "reason", label: "Why", hint: "Optional" },
    ],
    work: (values) => changes.correctFill(trade.id, event.id, changedOf(values, event, localTime)),
  };
}

/** Only what was changed is sent: the rest stays as it is, to the second. */
function changedOf(values: Record<string, unknown>, event: TradeEvent, localTime: string) {
  const kept: Record<string, unknown> = { ...values };
  for (const name of ["price", "quantity", "fees"]) if (kept[name] === text(event, name)) delete kept[name];
  const [before] = event.event_time.split(".");
  if (localTime && typeof kept.event_time === "string" && kept.event_time.split(".")[0] === before) {
    delete kept.event_time;
  }
  return kept as Correction;
}

type Correction = Parameters<typeof changes.correctFill>[2];

/** The form that takes back what was recorded by mistake. */
export function voidingOf(trade: Trade, event: TradeEvent, sentence: string): Action {
  return {
    title: "Take this back?",
    description: `${sentence}. It stays in the history, struck through.`,
    yes: "Take it back",
    said: "Taken back",
    isFinal: true,
    fields: [{ name: "reason", label: "Why", hint: "Optional", isWide: true }],
    work: ({ reason }) => changes.voidEvent(trade.id, event.id, typeof reason === "string" ? reason : null),
  };
}
