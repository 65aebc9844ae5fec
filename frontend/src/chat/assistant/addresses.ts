// Where in the app one finds what an address of the API shows. Pure.
import { SEVERAL, textOfValues } from "@/record/filters/trade-filter";

export interface AppAddress {
  readonly to: string;
  readonly search: Readonly<Record<string, string>>;
}

const ID = "[0-9a-f-]{36}";
const PLACES: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^/api/trading/trades/(${ID})$`), "/trades/$1"],
  [/^\/api\/trading\/trades$/, "/trades"],
  [new RegExp(`^/api/trading/plans/(${ID})$`), "/plans/$1"],
  [/^\/api\/trading\/plans$/, "/plans"],
  [/^\/api\/trading\/rulebook(?:\/|$)/, "/rulebook"],
  [/^\/api\/trading\/coaching\/patterns(?:\/|$)/, "/patterns"],
  [/^\/api\/verdicts(?:\/|$)/, "/verdicts"],
  [/^\/api\/trading\/journal(?:\/|$)/, "/journal"],
  [/^\/api\/trading\/performance(?:\/|$)/, "/performance"],
];

/** The address in the app; null where no screen shows it. */
export function addressOf(path: string): AppAddress | null {
  const [bare = "", query = ""] = path.split("?", 2);
  if (bare === "/api/trading/query/trades")
    return tradesOfQuestion(new URLSearchParams(query).get("selection"));
  for (const [pattern, to] of PLACES) {
    const match = pattern.exec(bare);
    if (match === null) continue;
    return { to: to.replace("$1", match[1] ?? ""), search: searchOf(new URLSearchParams(query)) };
  }
  return null;
}

/** What an address of the API asks, as an address of the app has it: several values of a part as one text. */
function searchOf(query: URLSearchParams): Record<string, string> {
  const names = [...new Set(query.keys())];
  const values = names.map((name) => {
    const all = query.getAll(name);
    const isList = takesSeveralValues(name);
    return [name, isList ? (textOfValues(all) ?? "") : name === "sort" ? all.join(",") : (all[0] ?? "")];
  });
  return Object.fromEntries(values);
}

function takesSeveralValues(name: string): boolean {
  return SEVERAL.some((one) => one === name);
}

const NAMES_OF_FILTERS = {
  instruments: "instrument",
  setups: "setup",
  tags: "tag",
  emotions: "emotion",
  outcomes: "outcome",
  weekdays: "weekday",
  plans: "plan_match",
} as const;
const PLAIN: readonly string[] = ["day_from", "day_to", "trade_type", "currency"];

/** The table with the trades that a question was about; null where the table has no such filter. */
function tradesOfQuestion(selection: string | null): AppAddress | null {
  const slice = recordOf(selection);
  if (slice === null) return null;
  const search: Record<string, string> = { day_of: "exit", sort: "-exit_time" };
  for (const [name, value] of Object.entries(slice)) {
    if (PLAIN.includes(name) && typeof value === "string") search[name] = value;
    else if (name === "only" && isRecord(value)) {
      const part = searchOfFilters(value);
      if (part === null) return null;
      Object.assign(search, part);
    } else return null;
  }
  return { to: "/trades", search };
}

function searchOfFilters(filters: Readonly<Record<string, unknown>>): Record<string, string> | null {
  const search: Record<string, string> = {};
  for (const [name, value] of Object.entries(filters)) {
    if (name === "direction" && typeof value === "string") search.direction = value;
    else if (isFilterName(name) && Array.isArray(value)) {
      search[NAMES_OF_FILTERS[name]] = textOfValues(value.map(String)) ?? "";
    } else return null;
  }
  return search;
}

function isFilterName(name: string): name is keyof typeof NAMES_OF_FILTERS {
  return Object.hasOwn(NAMES_OF_FILTERS, name);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function recordOf(json: string | null): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(json ?? "");
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
