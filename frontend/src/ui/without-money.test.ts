import { expect, test } from "vitest";
import { withoutMoney } from "./without-money";

test.each([
  [
    "Your limits: a daily loss of USD 1,250.50, 3 trades.",
    "Your limits: a daily loss of USD \u2022\u2022\u2022, 3 trades.",
  ],
  ["It came to -320.00 USD in 4 trades.", "It came to \u2022\u2022\u2022 USD in 4 trades."],
  [
    "2.1 times your usual risk. Against your risk per trade: 373.75, where you said 300.",
    "2.1 times your usual risk. Against your risk per trade: \u2022\u2022\u2022, where you said \u2022\u2022\u2022.",
  ],
])("amounts are hidden in %s", (words, hidden) => {
  expect(withoutMoney(words)).toBe(hidden);
});

test.each([
  "Entered 54 seconds after a loss of 1.0 R, 2.1 times your usual risk.",
  "Against your risk per trade: 1.5 % of the account, where you said 1 % of the account.",
  "Every limit kept: 3 of 4 trades.",
])("what is no money stays: %s", (words) => {
  expect(withoutMoney(words)).toBe(words);
});
