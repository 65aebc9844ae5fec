// Which trades a page is about: the same names in the address of every page, and in the API's requests.
import { moment, named } from "@/ui/format";
import { type DaySpan, spanInWords } from "./date-span";
import { groupInWords } from "./group-words";

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
  "outcome",
  "plan_match",
  "hour",
  "weekday",
  "r_from",
  "r_to",
  "r_below",
  "q",
] as const;

/** What only the list of trades is filtered by. */
export const OF_TRADES = [
  "status",
  "day_of",
  "currency",
  "group_by",
  "group_key",
  "cross_by",
  "cross_key",
  "closed_since",
  "closed_until",
  "realised_from",
  "realised_until",
  "excluded",
  "of_r",
  "trade_plan_id",
  "idea_id",
] as const;

/** What the list of trades and the reports take several values of; an address has them with a bar between. */
export const SEVERAL = [
  "instrument",
  "setup",
  "strategy_id",
  "tag",
  "emotion",
  "account_id",
  "outcome",
  "plan_match",
  "hour",
  "weekday",
] as const satisfies readonly FilterName[];

const TAKES_SEVERAL = new Set<FilterName>(SEVERAL);

export function takesSeveral(name: FilterName): boolean {
  return TAKES_SEVERAL.has(name);
}

/** The values of a part of an address: `a|b` are two; a bar within a value is written `\\|`. */
export function valuesOf(text: string | undefined): string[] {
  if (!text) return [];
  const parts = text.match(/(?:\\[\\|]|[^|])+/g) ?? [];
  return parts.map((part) => part.replace(/\\([\\|])/g, "$1"));
}

export function textOfValues(values: readonly string[]): string | undefined {
  if (values.length === 0) return undefined;
  return values.map((value) => value.replace(/[\\|]/g, "\\$&")).join("|");
}

/** The text with a value more, or without it where it is among them; in whatever case. */
export function toggled(text: string | undefined, value: string): string | undefined {
  const values = valuesOf(text);
  const rest = values.filter((one) => one.toLowerCase() !== value.toLowerCase());
  return textOfValues(rest.length === values.length ? [...values, value] : rest);
}

/** The filter as the list of trades is asked for it: lists where it takes several. */
export function queryOfFilter(filter: TradeFilter): Record<string, string | string[]> {
  const entries = Object.entries(filter) as [FilterName, string][];
  return Object.fromEntries(
    entries.map(([name, text]) => [name, takesSeveral(name) ? valuesOf(text) : text]),
  );
}

/** The same the other way: what a saved view or an address of the API says, as an address of the app. */
export function searchOfQuery(query: Readonly<Record<string, unknown>>): Search {
  const words = Object.entries(query).map(([name, value]) => {
    if (!Array.isArray(value)) return [name, value === null ? undefined : String(value)];
    if (name === "sort") return [name, value.join(",")];
    return [name, textOfValues(value.map(String))];
  });
  return Object.fromEntries(words);
}

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
  hour: "Hour",
  weekday: "Weekday",
  r_from: "R from",
  r_to: "R to",
  r_below: "R below",
  q: "Notes have",
  day_of: "Days of the",
  currency: "Currency",
  group_by: "Group by",
  group_key: "Group",
  cross_by: "And by",
  cross_key: "And group",
  closed_since: "Exits",
  closed_until: "Exits",
  realised_from: "Money",
  realised_until: "Money",
  excluded: "Left out of figures",
  of_r: "Left out of R",
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
    if (!value || OF_A_PAIR.has(name)) continue;
    const each = takesSeveral(name) ? valuesOf(value) : [value];
    const words = each.map((one) => nameOf(name, one) ?? wordsOfValue(name, one)).join(" or ");
    chips.push({ label, words, names: [name] });
  }
  return [...chips, ...chipsOfReports(filter, nameOf)];
}

const OF_A_PAIR = new Set<FilterName>([
  "group_by",
  "group_key",
  "cross_by",
  "cross_key",
  "closed_since",
  "closed_until",
  "realised_from",
  "realised_until",
  "excluded",
  "of_r",
]);

/** What a bar, a cell, a streak or an excluded count of a report stands for: more than one part of the address. */
function chipsOfReports(
  filter: TradeFilter,
  nameOf: (name: FilterName, id: string) => string | undefined,
): readonly Chip[] {
  const chips: Chip[] = [];
  for (const [by, key] of [
    ["group_by", "group_key"],
    ["cross_by", "cross_key"],
  ] as const) {
    const grouping = filter[by];
    if (grouping === undefined) continue;
    const words = wordsOfGroup(grouping, filter[key], nameOf);
    chips.push({ label: named(grouping), words, names: [by, key] });
  }
  if (filter.closed_since || filter.closed_until)
    chips.push({ label: LABELS.closed_since, words: "in a row", names: ["closed_since", "closed_until"] });
  if (filter.realised_from || filter.realised_until) {
    const words = [filter.realised_from, filter.realised_until]
      .map((at) => (at ? moment(at) : ""))
      .join(" to ");
    chips.push({ label: LABELS.realised_from, words, names: ["realised_from", "realised_until"] });
  }
  if (filter.excluded) {
    const label = filter.of_r === "true" ? LABELS.of_r : LABELS.excluded;
    chips.push({ label, words: named(filter.excluded).toLowerCase(), names: ["excluded", "of_r"] });
  }
  return chips;
}

function wordsOfGroup(
  by: string,
  key: string | undefined,
  nameOf: (name: FilterName, id: string) => string | undefined,
): string {
  if (key === undefined) return "None";
  if (by === "account") return nameOf("account_id", key) ?? "this one";
  if (by === "strategy") return nameOf("strategy_id", key) ?? "this one";
  return groupInWords(by, key);
}

const CHOICES = new Set<FilterName>([
  "direction",
  "trade_type",
  "status",
  "outcome",
  "plan_match",
  "weekday",
  "day_of",
]);

function wordsOfValue(name: FilterName, value: string): string {
  if (CHOICES.has(name)) return named(value);
  return name.endsWith("_id") ? "this one" : value;
}
