// Which trades a page is about: the same names in the address of every page, and in the API's requests.
import { named } from "@/ui/format";
import { type DaySpan, spanInWords } from "./date-span";

type Search = Record<string, string | undefined>;

/** What trades and reports are both filtered by. */
export const SHARED = [
  "day_from",
  "day_to",
  "instrument",
  "direction",
  "setup",
  "strategy_id",
  "strategy",
  "tag",
  "emotion",
  "account_id",
  "trade_type",
] as const;

/** What only the list of trades is filtered by. */
export const OF_TRADES = ["status", "outcome", "plan_match", "trade_plan_id", "idea_id"] as const;

export type SharedName = (typeof SHARED)[number];
export type FilterName = SharedName | (typeof OF_TRADES)[number];
export type TradeFilter = Partial<Record<FilterName, string>>;

const NAMES: readonly FilterName[] = [...SHARED, ...OF_TRADES];

/** The filter of an address; what is no part of one is left aside. */
export function filterOf(search: Search, names: readonly FilterName[] = NAMES): TradeFilter {
  const filter: TradeFilter = {};
  for (const name of names) {
    const value = search[name];
    if (value) filter[name] = value;
  }
  return filter;
}

/** An address with another filter; `undefined` takes a part away. What is no part of a filter stays. */
export function searchWith(search: Search, change: Search): Search {
  const entries = Object.entries({ ...search, ...change });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ""));
}

/** An address without any filter. */
export function searchWithoutFilter(search: Search): Search {
  const known = new Set<string>(NAMES);
  return Object.fromEntries(Object.entries(search).filter(([name, value]) => !known.has(name) && value));
}

export function hasFilter(search: Search, names: readonly FilterName[] = NAMES): boolean {
  return names.some((name) => search[name]);
}

export const LABELS: Record<Exclude<FilterName, "day_from" | "day_to">, string> = {
  instrument: "Instrument",
  direction: "Direction",
  setup: "Setup",
  strategy_id: "Strategy",
  strategy: "Strategy",
  tag: "Tag",
  emotion: "Feeling",
  account_id: "Account",
  trade_type: "Kind",
  status: "Status",
  outcome: "Outcome",
  plan_match: "Plan",
  trade_plan_id: "Plan",
  idea_id: "Rolled idea",
};

export interface Chip {
  readonly label: string;
  readonly words: string;
  /** What of the address it stands for. */
  readonly names: readonly FilterName[];
}

/** The chips of a filter; `nameOf` knows the words of what is only an id. */
export function chipsOf(
  filter: TradeFilter,
  nameOf: (name: FilterName, id: string) => string | undefined = () => undefined,
): readonly Chip[] {
  const chips: Chip[] = [];
  const { day_from, day_to } = filter;
  if (day_from || day_to) {
    const span: DaySpan = { day_from, day_to };
    chips.push({ label: "Days", words: spanInWords(span), names: ["day_from", "day_to"] });
  }
  for (const [name, label] of Object.entries(LABELS) as [keyof typeof LABELS, string][]) {
    const value = filter[name];
    if (value) chips.push({ label, words: nameOf(name, value) ?? wordsOfValue(name, value), names: [name] });
  }
  return chips;
}

const CHOICES = new Set<FilterName>(["direction", "trade_type", "status", "outcome", "plan_match"]);

function wordsOfValue(name: FilterName, value: string): string {
  if (CHOICES.has(name)) return named(value);
  return name.endsWith("_id") ? "this one" : value;
}
