const AMOUNT = /[-+\u2212]?\d[\d,.]*\s?[A-Z]{3}\b/g;
const DOTS = "\u2022\u2022\u2022";

/** Words of the server with the amounts of money in them taken out: "net -535.44 USD" is "net \u2022\u2022\u2022". */
export function withoutMoney(words: string): string {
  return words.replace(AMOUNT, DOTS);
}
