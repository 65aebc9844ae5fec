// Sentences of the server with their amounts of money taken out. Pure.
const HIDDEN = "\u2022\u2022\u2022";
const AMOUNT = String.raw`[-+\u2212]?\d[\d,]*(?:\.\d+)?`;
const NAMED = new RegExp(String.raw`\b([A-Z]{3}) ${AMOUNT}`, "g"); // "USD 1,250.50"
const AFTER = new RegExp(String.raw`${AMOUNT}[ \u00a0]([A-Z]{3})\b`, "g"); // "1,250.50 USD"
const BARE = new RegExp(
  String.raw`(risk per trade: )${AMOUNT}(, where you said )${AMOUNT}(?![\d,.]*\d| ?%)`,
  "g",
);

export function withoutMoney(words: string): string {
  return words
    .replace(NAMED, `$1 ${HIDDEN}`)
    .replace(AFTER, `${HIDDEN} $1`)
    .replace(BARE, `$1${HIDDEN}$2${HIDDEN}`);
}
