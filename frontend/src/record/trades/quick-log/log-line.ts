// One line of a trade in the trader's words, read into the fields of the form: "long ES 4500.25 stop 4490 target 4520 x2".

import Big from "big.js";
import {
  ASIDE,
  clockOf,
  DAY,
  DIRECTIONS,
  DISTANCES,
  FILLERS,
  isAmount,
  NAMES,
  NOTE,
  POINTS,
  type PriceField,
  plain,
  SIGNED_SIZE,
  SYMBOL,
  tokensOf,
  UNITS,
  WORDS_OF,
} from "./line-words";

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

/** What the line says; what it does not say is left out. */
export function readLine(line: string): LoggedLine {
  return new Reader(line).read();
}

class Reader {
  private readonly tokens: string[];
  private place = 0;
  private readonly result: LoggedLine = { unread: [] };
  private readonly bare: string[] = [];
  private readonly symbols: string[][] = [];
  private symbolEnd = -1;
  private readonly distances: { field: PriceField; points: string }[] = [];
  private hasExit = false;

  constructor(line: string) {
    const note = NOTE.exec(line);
    if (note?.[1]?.trim()) this.result.notes = note[1].trim();
    this.tokens = tokensOf(note === null ? line : line.slice(0, note.index));
  }

  read(): LoggedLine {
    while (this.place < this.tokens.length) this.step();
    this.placeBareNumbers();
    this.placeDistances();
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
      () => this.readAside(token),
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

  /** "sold short" is one direction; "sold 4510" after a long entry is the exit. */
  private readDirection(word: string): boolean {
    if (SIGNED_SIZE.test(word) && this.result.direction === undefined && this.symbols.length === 0) {
      this.result.direction = word.startsWith("-") ? "short" : "long";
      this.result.position_size = word.slice(1);
      return true;
    }
    const direction = DIRECTIONS[word];
    if (direction === undefined) return false;
    this.result.direction ??= direction;
    if (direction === this.result.direction) return true;
    return this.readPrice("exit_price");
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
    if (field === "position_size" || field === "fees") return this.readAmount(field);
    return this.readPrice(field);
  }

  private readAside(token: string): boolean {
    if (!ASIDE.has(token.toLowerCase())) return false;
    const amount = this.amountAhead();
    this.result.unread.push(token, ...(amount === null ? [] : [amount]));
    return true;
  }

  private amountAhead(): string | null {
    let ahead = 0;
    while (FILLERS.has(this.next(ahead).toLowerCase()) || this.next(ahead) === "@") ahead += 1;
    const amount = this.next(ahead);
    if (!isAmount(amount)) return null;
    this.place += ahead + 1;
    return plain(amount);
  }

  private readAmount(field: "position_size" | "fees"): boolean {
    const amount = this.amountAhead();
    if (amount !== null) this.result[field] = amount;
    return amount !== null || field === "fees";
  }

  /** A price, or how many points away it is; what is counted in ticks or pips only the instrument could say. */
  private readPrice(field: PriceField): boolean {
    if (field === "exit_price") this.hasExit = true;
    const amount = this.amountAhead();
    if (amount === null) return true;
    const unit = this.next().toLowerCase();
    if (POINTS.has(unit)) this.distances.push({ field, points: amount });
    else if (DISTANCES.has(unit)) this.result.unread.push(amount, unit);
    else this.result[field] = amount;
    if (POINTS.has(unit) || DISTANCES.has(unit)) this.place += 1;
    return true;
  }

  private placeDistances(): void {
    const { direction, entry_price } = this.result;
    for (const { field, points } of this.distances) {
      if (direction === undefined || !/^-?[\d.]+$/.test(entry_price ?? ""))
        this.result.unread.push(points, "points");
      else {
        const isAbove = (direction === "long") === (field !== "stop_price");
        this.result[field] = new Big(entry_price ?? 0).plus(isAbove ? points : `-${points}`).toFixed();
      }
    }
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
    if (!SYMBOL.test(token)) return false;
    if (this.symbolEnd === this.place - 1) this.symbols.at(-1)?.push(token);
    else this.symbols.push([token]);
    this.symbolEnd = this.place;
    return true;
  }

  /** A number before the symbol, or before "@", is a size; every other one is a price. */
  private readBareNumber(token: string): boolean {
    const isBeforeEntry = this.next() === "@";
    const isBeforeSymbol =
      this.symbols.length === 0 &&
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

  /** What is written in capitals is the symbol, else the first words that nothing else was read from. */
  private placeSymbol(): void {
    const capital = (words: readonly string[]) => words.find((word) => word === word.toUpperCase());
    const symbol = this.symbols.find(capital) ?? this.symbols[0];
    for (const words of this.symbols) {
      const named = words === symbol ? (capital(words) ?? words.join(" ")) : undefined;
      if (named !== undefined) this.result.instrument = named;
      this.result.unread.push(
        ...words.filter((word) => named === undefined || !named.split(" ").includes(word)),
      );
    }
  }
}
