import { describe, expect, it } from "vitest";
import type { components } from "@/api/generated/openapi";
import { changesOf, controlOf, errorsAt, fieldsOf, isNeeded, isShown, shown } from "./draft-fields";

type Draft = components["schemas"]["DraftOut"];

function draft(kind: Draft["kind"], values: Record<string, unknown>, missing: string[] = []): Draft {
  const isTrade = kind === "trade";
  return {
    kind,
    missing,
    status: "open",
    trade: isTrade ? values : {},
    proposal: isTrade ? null : values,
    trade_id: null,
    created_id: null,
  } as Draft; // a kind and values of the same, as each test has them
}

const labels = (of: Draft) => fieldsOf(of).map(({ label }) => label);

describe("a trade", () => {
  const told = draft(
    "trade",
    { instrument: "ES", direction: "long", entry_price: "4500", stop_price: "4490" },
    ["position_size"],
  );

  it("asks for what is missing and shows the rest", () => {
    expect(labels(told)).toEqual(["Instrument", "Direction", "Entry", "Stop", "Size"]);
    expect(fieldsOf(told).filter(isShown).map(shown)).toEqual(["ES", "long", "4500", "4490"]);
    const size = fieldsOf(told).at(-1);
    expect(size && [size.isMissing, isNeeded(size)]).toEqual([true, true]);
  });

  it("sends back only what was changed, and takes away what may be", () => {
    expect(changesOf(told, { position_size: "2" })).toEqual({ position_size: "2" });
    expect(changesOf(told, { stop_price: " " })).toEqual({ stop_price: null });
    expect(changesOf(told, { position_size: "" })).toEqual({ position_size: "" });
  });

  it("is chosen long or short", () => {
    const direction = fieldsOf(told).find(({ key }) => key === "direction");
    expect(direction && controlOf(direction)).toMatchObject({ kind: "choice" });
  });
});

describe("exits", () => {
  const out = draft("exit", {
    trade_id: "t",
    exits: [
      { price: "4510", quantity: "1" },
      { price: "4515", quantity: "1" },
    ],
  });

  it("are numbered where there are several, and sent whole", () => {
    expect(labels(out)).toEqual(["Trade id", "Price 1", "Size 1", "Price 2", "Size 2"]);
    expect(changesOf(out, { "exits.1.price": "4512" })).toEqual({
      exits: [
        { price: "4510", quantity: "1" },
        { price: "4512", quantity: "1" },
      ],
    });
    expect(changesOf(out, { "exits.0.quantity": "" })).toEqual({
      exits: [{ price: "4510" }, { price: "4515", quantity: "1" }],
    });
  });

  it("do not change what was understood", () => {
    changesOf(out, { "exits.0.price": "1" });
    expect(out.kind === "exit" && out.proposal.exits).toEqual([
      { price: "4510", quantity: "1" },
      { price: "4515", quantity: "1" },
    ]);
  });
});

describe("settings", () => {
  const set = draft("setting", {
    changes: [
      { setting: "trades_per_day", value: 3, unit: null, market: null },
      { setting: "largest_size", value: "2", unit: null, market: "ES" },
      { setting: "daily_loss", value: "2", unit: "percent", market: null },
    ],
  });

  it("are called by what they set, with their unit, and a market only where one belongs", () => {
    const known = fieldsOf(set).filter(isShown);
    expect(known.map((field) => `${field.label}: ${shown(field)}`)).toEqual([
      "Trades per day: 3",
      "Largest size: 2",
      "Market: ES",
      "Daily loss: 2%",
    ]);
  });

  it("keep a count a number", () => {
    expect(changesOf(set, { "changes.0.value": "2" })).toMatchObject({ changes: [{ value: 2 }, {}, {}] });
  });
});

describe("lists of a plan", () => {
  const plan = draft("plan", {
    take_profit_targets: ["18290"],
    entry_criteria: ["over the open"],
    setup_description: null,
  });

  it("are numbers one after the other, and sentences a line each", () => {
    expect(changesOf(plan, { take_profit_targets: "18290, 18310", entry_criteria: "one\n two\n" })).toEqual({
      take_profit_targets: ["18290", "18310"],
      entry_criteria: ["one", "two"],
    });
  });
});

describe("what the server refuses", () => {
  const out = draft("exit", { trade_id: "t", exits: [{ price: "45x", quantity: "1" }] });

  it("stands at its field, and beside it where there is none", () => {
    const { at, elsewhere } = errorsAt(fieldsOf(out), [
      { field: "exits.0.price", message: "This is not a price." },
      { field: "entry_time", message: "This lies in the future." },
    ]);
    expect(at).toEqual({ "exits.0.price": "This is not a price." });
    expect(elsewhere).toEqual(["entry time: This lies in the future."]);
  });

  it("of a list stands at the field of that list", () => {
    const plan = draft("plan", { take_profit_targets: ["1", "x"] });
    expect(errorsAt(fieldsOf(plan), [{ field: "take_profit_targets.1", message: "No price." }]).at).toEqual({
      take_profit_targets: "No price.",
    });
  });
});
