// The words that a line of a trade is made of: names of fields, numbers, clocks, symbols.

export type PriceField = "entry_price" | "stop_price" | "target_price" | "exit_price";
export type Named = PriceField | "position_size" | "fees";

export const DIRECTIONS: Record<string, "long" | "short"> = {
  long: "long",
  buy: "long",
  bought: "long",
  buying: "long",
  b: "long",
  short: "short",
  shorted: "short",
  shorting: "short",
  bto: "long",
  sto: "short",
  sell: "short",
  sold: "short",
  selling: "short",
  s: "short",
};
export const NAMES: Record<string, Named> = {
  entry: "entry_price",
  in: "entry_price",
  entered: "entry_price",
  filled: "entry_price",
  "@": "entry_price",
  stop: "stop_price",
  sl: "stop_price",
  stoploss: "stop_price",
  target: "target_price",
  tp: "target_price",
  tp1: "target_price",
  tgt: "target_price",
  goal: "target_price",
  exit: "exit_price",
  exited: "exit_price",
  out: "exit_price",
  closed: "exit_price",
  size: "position_size",
  qty: "position_size",
  quantity: "position_size",
  x: "position_size",
  fee: "fees",
  fees: "fees",
  commission: "fees",
};
export const UNITS = new Set(
  "lot lots contract contracts share shares unit units coin coins micro micros mini minis pc pcs".split(" "),
);
export const FILLERS = new Set(
  "of at a an the i we went going took take for with on and loss is was from to market mkt limit".split(" "),
);
/** What a trade is not logged by: the amount behind it is no price. */
export const ASIDE = new Set("risk risking rr profit pnl made lost".split(" "));
/** Distances of which only points can be counted without knowing the instrument. */
export const POINTS = new Set("points point pts pt".split(" "));
export const DISTANCES = new Set("ticks tick pips pip percent % r".split(" "));
export const SIGNED_SIZE = /^[+-](?:\d+(?:\.\d+)?|\.\d+)$/;
export const NOTE = /(?:^|\s)(?:notes?:?|because|\/\/)\s+(.*)$/is;
export const WORDS_OF = { setup: "setup", feeling: "emotional_state", felt: "emotional_state" } as const;

const NUMBER = /^[-\u2212]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?$/;
const MARKED_PRICE = /^\d{1,14}['\u2019\u2032^]\d{1,2}(?:\d|\+|\.\d{1,6})?$/;
const CLOCK = /^(\d{1,2})(?::|h)(\d{2})(?::\d{2})?(am|pm)?$/i;
const HOUR = /^(\d{1,2})(am|pm)$/i;
export const DAY = /^\d{4}-\d{2}-\d{2}$/;
export const SYMBOL = /^[$^/#]?(?=[0-9]{0,2}[a-z\u00c0-\uffff])[\w\u00c0-\uffff.:/=!^-]*$/i;

export function tokensOf(line: string): string[] {
  return line
    .replace(/[=:](?=\s|[\d$])(?<!\d[=:])/g, " ") // "sl=4490", "stop: 4490", but not 14:05
    .replace(/(^|\s)(sl|tp|stop|target|entry|exit)(\d+\.\d|\d{2})/gi, "$1$2 $3")
    .replace(/(^|\s)@\s*/g, "$1@ ")
    .replace(/(\d)@/g, "$1 @ ")
    .replace(/(?<=^|\s)\d[\d.,']*(?:\/\d[\d.,']*)+(?=\s|$)/g, (prices) => prices.replaceAll("/", " "))
    .split(/\s+/)
    .map((token) => token.replace(/^[("]+|[,;)"]+$/g, "").replace(/(?<=[\p{L}\d])\.$/u, ""))
    .filter((token) => token !== "" && token !== "-");
}

export function isAmount(token: string): boolean {
  const bare = token.replace(/^[$\u20ac\u00a3]/, "");
  return /\d/.test(bare) && (NUMBER.test(bare) || MARKED_PRICE.test(bare));
}

/** A number without the separators of thousands and the sign of a currency. */
export function plain(token: string): string {
  const bare = token
    .replace(/^[$\u20ac\u00a3]/, "")
    .replace("\u2212", "-")
    .replaceAll(",", "");
  return bare.startsWith(".") ? `0${bare}` : bare;
}

export function clockOf(word: string, after = ""): string | null {
  const match = CLOCK.exec(word) ?? HOUR.exec(word);
  if (match === null) return null;
  const isWithMinutes = match.length > 3;
  const half = (isWithMinutes ? match[3] : match[2])?.toLowerCase() ?? (/^[ap]m$/.test(after) ? after : "");
  const hour = hourOf(Number(match[1]), half);
  const minute = isWithMinutes ? Number(match[2]) : 0;
  if (hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

function hourOf(hour: number, half: string): number {
  if (half === "") return hour;
  return (hour % 12) + (half === "pm" ? 12 : 0);
}
