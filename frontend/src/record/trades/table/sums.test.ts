import { describe, expect, it } from "vitest";
import type { Trade } from "../queries";
import { sumsOf } from "./sums";

function trade(values: Partial<Trade>): Trade {
  const usual = {
    status: "closed",
    outcome: null,
    pnl_account: null,
    account_currency: "USD",
    r_multiple: null,
  };
  return { ...usual, currency: "USD", fees: "0", other_fees: {}, ...values } as Trade;
}

describe("sums of loaded trades", () => {
  it("add decimals exactly, and each currency for itself", () => {
    const sums = sumsOf([
      trade({ pnl_account: "0.1", outcome: "win", r_multiple: "0.1", fees: "2.5" }),
      trade({ pnl_account: "0.2", outcome: "win", r_multiple: "0.2", other_fees: { EUR: "1" } }),
      trade({ pnl_account: "-5", account_currency: "EUR", outcome: "loss" }),
    ]);
    expect(sums.net).toEqual([
      ["USD", "0.3"],
      ["EUR", "-5"],
    ]);
    expect(sums.fees).toEqual([
      ["USD", "2.5"],
      ["EUR", "1"],
    ]);
    expect([sums.r, sums.withR, sums.wins, sums.losses]).toEqual(["0.3", 2, 2, 1]);
  });

  it("never mix money with practice, be it by the trade or by its account", () => {
    const real = trade({ pnl_account: "10" });
    const training = trade({ pnl_account: "100", trade_type: "training" });
    const onPaper = trade({ pnl_account: "1000", account_id: "paper" });
    const sums = sumsOf([real, training, onPaper], new Set(["paper"]));
    expect([sums.trades, sums.practice, sums.isPractice]).toEqual([1, 2, false]);
    expect(sums.net).toEqual([["USD", "10"]]);
    const practice = sumsOf([training]);
    expect([practice.net, practice.isPractice]).toEqual([[["USD", "100"]], true]);
  });

  it("leave out what is open, and say what has no rate", () => {
    const sums = sumsOf([trade({ status: "open" }), trade({ pnl_account: null })]);
    expect([sums.trades, sums.open, sums.leftOut, sums.r]).toEqual([2, 1, 1, null]);
    expect(sums.net).toEqual([]);
  });
});
