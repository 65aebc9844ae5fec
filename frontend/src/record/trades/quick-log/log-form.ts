// The fields of a logged trade: what the line says goes into those that the trader has not changed by hand.
import Big from "big.js";
import type { components } from "@/api/generated/openapi";
import { instantOf, localOf } from "../local-time";
import type { LoggedLine } from "./log-line";

export interface LogValues {
  instrument: string;
  direction: "" | "long" | "short";
  entry_price: string;
  position_size: string;
  stop_price: string;
  target_price: string;
  exit_price: string;
  entry_time: string;
  exit_time: string;
  fees: string;
  account_id: string;
  strategy_id: string;
  setup: string;
  emotional_state: string;
  pattern_tags: string;
  notes: string;
  trade_type: "real" | "training";
}

export const FIELDS = [
  "instrument",
  "direction",
  "entry_price",
  "position_size",
  "stop_price",
  "target_price",
  "exit_price",
  "entry_time",
  "exit_time",
  "fees",
  "account_id",
  "strategy_id",
  "setup",
  "emotional_state",
  "pattern_tags",
  "notes",
  "trade_type",
] as const satisfies readonly (keyof LogValues)[];

export const EMPTY: LogValues = {
  instrument: "",
  direction: "",
  entry_price: "",
  position_size: "",
  stop_price: "",
  target_price: "",
  exit_price: "",
  entry_time: "",
  exit_time: "",
  fees: "",
  account_id: "",
  strategy_id: "",
  setup: "",
  emotional_state: "",
  pattern_tags: "",
  notes: "",
  trade_type: "real",
};

interface Clock {
  now: Date;
  zone: string;
}

/** What a line says of the fields; a field that it says nothing of is empty. */
export function valuesOf(line: LoggedLine, clock: Clock): LogValues {
  return {
    ...EMPTY,
    instrument: line.instrument ?? "",
    direction: line.direction ?? "",
    entry_price: line.entry_price ?? "",
    position_size: line.position_size ?? "",
    stop_price: line.stop_price ?? "",
    target_price: line.target_price ?? "",
    exit_price: line.exit_price ?? "",
    entry_time: localTime(line.day, line.clock, clock),
    exit_time: localTime(line.exit_clock && line.day, line.exit_clock, clock),
    fees: line.fees ?? "",
    setup: line.setup ?? "",
    emotional_state: line.emotional_state ?? "",
    pattern_tags: (line.pattern_tags ?? []).join(", "),
    notes: line.notes ?? "",
  };
}

function localTime(day: string | undefined, time: string | undefined, clock: Clock): string {
  if (day === undefined && time === undefined) return "";
  const [today = "", nowTime = ""] = localOf(clock.now, clock.zone).split("T");
  return `${dayNamed(day, today)}T${time ?? nowTime.slice(0, 5)}`;
}

function dayNamed(day: string | undefined, today: string): string {
  if (day === undefined || day === "today") return today;
  if (day !== "yesterday") return day;
  const instant = new Date(`${today}T12:00:00Z`);
  instant.setUTCDate(instant.getUTCDate() - 1);
  return instant.toISOString().slice(0, 10);
}

type LogTrade = components["schemas"]["LogTrade"];

/** The request; where no time is given it is now. What is missing is sent empty, so that the server says so. */
export function requestOf(values: LogValues, clock: Clock): LogTrade {
  const time = (local: string) =>
    local ? (instantOf(local, clock.zone)?.toISOString() ?? local) : undefined;
  const now = clock.now.toISOString();
  const hasExit = values.exit_price !== "";
  const tags = values.pattern_tags
    .split(/[,\s]+/)
    .map((tag) => tag.replace(/^#/, ""))
    .filter(Boolean);
  return {
    instrument: values.instrument,
    direction: values.direction as "long", // an empty one is refused at its field
    entry_price: values.entry_price,
    position_size: values.position_size,
    entry_time: time(values.entry_time) ?? now,
    stop_price: values.stop_price || undefined,
    target_price: values.target_price || undefined,
    exit_price: values.exit_price || undefined,
    exit_time: time(values.exit_time) ?? (hasExit ? now : undefined),
    fees: values.fees || undefined,
    account_id: values.account_id || undefined,
    strategy_id: values.strategy_id || undefined,
    setup: values.setup || undefined,
    emotional_state: values.emotional_state || undefined,
    pattern_tags: tags.length ? tags : undefined,
    notes: values.notes || undefined,
    trade_type: values.trade_type,
  };
}

const PLAIN = /^-?\d+(?:\.\d+)?$/;

export interface Preview {
  risk: string | null;
  /** Reward over risk. */
  ratio: string | null;
  problem: string | null;
}

/** What would be at risk, before anything is sent; of plain decimals only. */
export function previewOf(values: LogValues, multiplier: string | undefined): Preview {
  const { entry_price, stop_price, target_price, position_size, direction } = values;
  const nothing: Preview = { risk: null, ratio: null, problem: null };
  if (!PLAIN.test(entry_price) || !PLAIN.test(stop_price) || direction === "") return nothing;
  const sign = direction === "long" ? 1 : -1;
  const risked = new Big(entry_price).minus(stop_price).times(sign);
  if (risked.lte(0)) return { ...nothing, problem: "The stop is on the wrong side of the entry." };
  const isWhole = PLAIN.test(position_size) && multiplier !== undefined;
  const risk = isWhole ? risked.times(position_size).times(multiplier).toFixed() : null;
  if (!PLAIN.test(target_price)) return { ...nothing, risk };
  const aimed = new Big(target_price).minus(entry_price).times(sign);
  if (aimed.lte(0)) return { risk, ratio: null, problem: "The target is on the wrong side of the entry." };
  return { risk, ratio: aimed.div(risked).toFixed(2), problem: null };
}
