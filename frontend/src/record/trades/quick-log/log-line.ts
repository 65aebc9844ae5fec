// One line of a trade in the trader's words, read into the fields of the form: "long ES 4500.25 stop 4490 target 4520 x2".

export interface LoggedLine {
  direction?: "long" | "short";
  instrument?: string;
  entry_price?: string;
  stop_price?: string;
  target_price?: string;
  exit_price?: string;
  position_size?: string;
  fees?: string;
  /** A calendar day of the trader: `today`, `yesterday` or `2026-11-30`. */
  day?: string;
  /** The clock at the entry, and at the exit: `14:05`. */
  clock?: string;
  exit_clock?: string;
  setup?: string;
  pattern_tags?: string[];
  emotional_state?: string;
  notes?: string;
  /** Words that nothing was read from. */
  unread: string[];
}

type PriceField = "entry_price" | "stop_price" | "target_price" | "exit_price";
type Named = PriceField | "position_size" | "fees";

const DIRECTIONS: Record<string, "long" | "short"> = {
  long: "long",
  buy: "long",
  bought: "long",
  buying: "long",
  b: "long",
  short: "short",
  shorted: "short",
  shorting: "short",
  sell: "short",
  sold: "short",
  selling: "short",
  s: "short",
};
const NAMES: Record<string, Named> = {
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
const UNITS = new Set(
  "lot lots contract contracts share shares unit units coin coins micro micros mini minis pc pcs".split(" "),
);
const FILLERS = new Set(
  "of at a an the i we went going took take for with on and loss is was from to".split(" "),
);
const NOTE = /(?:^|\s)(?:notes?:?|because|\/\/)\s+(.*)$/is;
const WORDS_OF = { setup: "setup", feeling: "emotional_state", felt: "emotional_state" } as const;

const NUMBER = /^[-\u2212]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?$/;
const MARKED_PRICE = /^\d{1,14}['\u2019\u2032^]\d{1,2}(?:\d|\+|\.\d{1,6})?$/;
const CLOCK = /^(\d{1,2})(?::|h)(\d{2})(?::\d{2})?(am|pm)?$/i;
const HOUR = /^(\d{1,2})(am|pm)$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const SYMBOL = /^[$^/#]?(?=[0-9]{0,2}[a-z\u00c0-\uffff])[\w\u00c0-\uffff.:/=!^-]*$/i;

/** What the line says; what it does not say is left out. */
export function readLine(line: string): LoggedLine {
  return new Reader(line).read();
}

class Reader {
  private readonly tokens: string[];
  private place = 0;
  private readonly result: LoggedLine = { unread: [] };
  private readonly bare: string[] = [];
  private readonly symbol: string[] = [];
  private hasExit = false;

  constructor(line: string) {
    const note = NOTE.exec(line);
    if (note?.[1]?.trim()) this.result.notes = note[1].trim();
    this.tokens = tokensOf(note === null ? line : line.slice(0, note.index));
  }

  read(): LoggedLine {
    while (this.place < this.tokens.length) this.step();
    this.placeBareNumbers();
    this.placeSymbol();
    return this.result;
  }

  private next(ahead = 0): string {
    return this.tokens[this.place + ahead] ?? "";
  }

  private step(): void {
    const token = this.next();
    const word = token.toLowerCase();
    this.place += 1;
    const reads = [
      () => this.readTag(token),
      () => this.readWords(word),
      () => this.readDirection(word),
      () => this.readTime(word),
      () => this.readNamed(word),
      () => this.readSize(word),
      () => this.readPlain(token, word),
    ];
    if (!reads.some((read) => read())) this.result.unread.push(token);
  }

  private readTag(token: string): boolean {
    if (!/^#\p{L}/u.test(token)) return false;
    this.result.pattern_tags = [...(this.result.pattern_tags ?? []), token.slice(1)];
    return true;
  }

  /** A setup or a feeling goes on until something else is named. */
  private readWords(word: string): boolean {
    const field = WORDS_OF[word as keyof typeof WORDS_OF];
    if (field === undefined) return false;
    const words: string[] = [];
    while (this.place < this.tokens.length && !this.beginsSomething()) {
      words.push(this.next());
      this.place += 1;
    }
    if (words.length) this.result[field] = words.join(" ");
    return true;
  }

  private beginsSomething(): boolean {
    const word = this.next().toLowerCase();
    if (word in WORDS_OF || word.startsWith("#")) return true;
    return word in NAMES && isAmount(this.next(1));
  }

  private readDirection(word: string): boolean {
    const direction = DIRECTIONS[word];
    if (direction === undefined || this.result.direction !== undefined) return false;
    this.result.direction = direction;
    return true;
  }

  private readTime(word: string): boolean {
    if (DAY.test(word) || word === "today" || word === "yesterday") {
      this.result.day = word;
      return true;
    }
    const clock = clockOf(word, this.next().toLowerCase());
    if (clock === null) return false;
    if (/^[ap]m$/i.test(this.next())) this.place += 1;
    if (this.hasExit && this.result.exit_clock === undefined) this.result.exit_clock = clock;
    else this.result.clock ??= clock;
    return true;
  }

  private readNamed(word: string): boolean {
    const field = NAMES[word];
    if (field === undefined) return false;
    if (field === "exit_price") this.hasExit = true;
    let ahead = 0;
    while (FILLERS.has(this.next(ahead).toLowerCase()) || this.next(ahead) === "@") ahead += 1;
    const amount = this.next(ahead);
    if (!isAmount(amount)) return field !== "position_size";
    this.place += ahead + 1;
    this.result[field] = plain(amount);
    return true;
  }

  /** "x2", "2x", "2 lots", "2lots". */
  private readSize(word: string): boolean {
    const joined = /^(?:x([\d.,]+)|([\d.,]+)x|([\d.,]+)([a-z]+))$/.exec(word);
    const amount = joined?.[1] ?? joined?.[2] ?? (UNITS.has(joined?.[4] ?? "") ? joined?.[3] : undefined);
    if (amount !== undefined && isAmount(amount)) {
      this.result.position_size = plain(amount);
      return true;
    }
    if (!isAmount(word) || !UNITS.has(this.next().toLowerCase())) return false;
    this.result.position_size = plain(word);
    this.place += 1;
    return true;
  }

  private readPlain(token: string, word: string): boolean {
    if (isAmount(token)) return this.readBareNumber(token);
    if (FILLERS.has(word) || UNITS.has(word)) return true;
    if (!SYMBOL.test(token) || !this.takesSymbol()) return false;
    this.symbol.push(token);
    return true;
  }

  /** A symbol has one word; a name of more, such as "crude oil", stands in one piece. */
  private takesSymbol(): boolean {
    return this.symbol.length === 0 || this.symbol.at(-1) === this.tokens[this.place - 2];
  }

  /** A number before the symbol, or before "@", is a size; every other one is a price. */
  private readBareNumber(token: string): boolean {
    const isBeforeEntry = this.next() === "@";
    const isBeforeSymbol =
      this.symbol.length === 0 &&
      this.result.direction !== undefined &&
      SYMBOL.test(this.next()) &&
      !this.isKnown();
    if ((isBeforeEntry || isBeforeSymbol) && this.result.position_size === undefined) {
      this.result.position_size = plain(token);
    } else this.bare.push(plain(token));
    return true;
  }

  private isKnown(): boolean {
    const word = this.next().toLowerCase();
    return word in NAMES || word in WORDS_OF || FILLERS.has(word) || clockOf(word) !== null;
  }

  /** The first price without a name is the entry; the others are stop and target by the side on which they stand. */
  private placeBareNumbers(): void {
    const { result } = this;
    for (const amount of this.bare) {
      const field = this.fieldOfBare(amount);
      if (field === null) result.unread.push(amount);
      else result[field] = amount;
    }
  }

  private fieldOfBare(amount: string): PriceField | null {
    const { result } = this;
    if (result.entry_price === undefined) return "entry_price";
    if (result.direction === undefined) return null;
    const isAbove = Number(amount) > Number(result.entry_price); // of the side alone
    const field = isAbove === (result.direction === "long") ? "target_price" : "stop_price";
    return result[field] === undefined ? field : null;
  }

  private placeSymbol(): void {
    if (this.symbol.length) this.result.instrument = this.symbol.join(" ");
  }
}

function tokensOf(line: string): string[] {
  return line
    .replace(/[=:](?=\s|[\d$])(?<!\d[=:])/g, " ") // "sl=4490", "stop: 4490", but not 14:05
    .replace(/(^|\s)@\s*/g, "$1@ ")
    .replace(/(\d)@/g, "$1 @ ")
    .replace(/(?<=^|\s)\d[\d.,']*(?:\/\d[\d.,']*)+(?=\s|$)/g, (prices) => prices.replaceAll("/", " "))
    .split(/\s+/)
    .map((token) => token.replace(/^[("]+|[,;)"]+$/g, "").replace(/(?<=[\p{L}\d])\.$/u, ""))
    .filter((token) => token !== "" && token !== "-");
}

function isAmount(token: string): boolean {
  const bare = token.replace(/^[$\u20ac\u00a3]/, "");
  return /\d/.test(bare) && (NUMBER.test(bare) || MARKED_PRICE.test(bare));
}

/** A number without the separators of thousands and the sign of a currency. */
function plain(token: string): string {
  const bare = token
    .replace(/^[$\u20ac\u00a3]/, "")
    .replace("\u2212", "-")
    .replaceAll(",", "");
  return bare.startsWith(".") ? `0${bare}` : bare;
}

function clockOf(word: string, after = ""): string | null {
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
