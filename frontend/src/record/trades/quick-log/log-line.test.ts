import { describe, expect, it } from "vitest";
import { readLine } from "./log-line";

const ES = { direction: "long", instrument: "ES", entry_price: "4500.25" };

describe("one line of a trade", () => {
  it("is read as it is written most", () => {
    expect(readLine("long ES 4500.25 stop 4490 target 4520 x2")).toEqual({
      ...ES,
      stop_price: "4490",
      target_price: "4520",
      position_size: "2",
      unread: [],
    });
  });

  it.each([
    ["ES long 4500.25 sl 4490 tp 4520 2 contracts"],
    ["bought 2 ES at 4500.25, stop at 4490, target 4520"],
    ["buy 2 ES @4500.25 sl=4490 tp=4520"],
    ["long 2 contracts of ES @ 4500.25 stop: 4490 target: 4520"],
    ["long ES 4,500.25 4,490 4,520 size 2"],
    ["long ES 4500.25/4490/4520 2x"],
    ["I went long ES from 4500.25 with stop loss 4490 and target 4520 qty 2"],
    ["stop 4490 target 4520 long ES entry 4500.25 2lots"],
  ])("means the same: %s", (line) => {
    expect(readLine(line)).toEqual({
      ...ES,
      stop_price: "4490",
      target_price: "4520",
      position_size: "2",
      unread: [],
    });
  });

  it.each([
    [
      "sold short 3 NQ @ 17,890 stop 17,920",
      { direction: "short", instrument: "NQ", position_size: "3", entry_price: "17890", stop_price: "17920" },
    ],
    [
      "short EURUSD @1.0850 SL1.0875 TP1.0800",
      { instrument: "EURUSD", entry_price: "1.0850", stop_price: "1.0875", target_price: "1.0800" },
    ],
    ["-2 ES @ 4500", { direction: "short", position_size: "2", instrument: "ES", entry_price: "4500" }],
    ["long ES 4500 x2 sold at 4510", { direction: "long", exit_price: "4510", position_size: "2" }],
    ["long ES 4500.25 stop 10 points target 20 pts", { stop_price: "4490.25", target_price: "4520.25" }],
    ["short ES 4500 stop 10 pts", { stop_price: "4510" }],
    [
      "bought 100 shares of AAPL at $189.50",
      { position_size: "100", instrument: "AAPL", entry_price: "189.50" },
    ],
    ["long aapl 100 @ 189.5", { position_size: "100", instrument: "aapl", entry_price: "189.5" }],
    [
      "2 lots long EURUSD at market 1.0850",
      { position_size: "2", instrument: "EURUSD", entry_price: "1.0850" },
    ],
  ])("is read in other wordings: %s", (line, told) => {
    expect(readLine(line)).toMatchObject({ ...told, unread: [] });
  });

  it("takes the word in capitals for the symbol, and guesses no distance that it cannot count", () => {
    const line = readLine("good long ES 4500 stop 10 ticks");
    expect(line).toMatchObject({ instrument: "ES", entry_price: "4500", unread: ["10", "ticks", "good"] });
    expect(line.stop_price).toBeUndefined();
    expect(readLine("risk 500 long ES 4500")).toMatchObject({ entry_price: "4500", unread: ["risk", "500"] });
  });

  it("knows the side of prices without a name", () => {
    expect(readLine("short EUR/USD 1.0850 1.0875 1.0800 0.5 lots")).toEqual({
      direction: "short",
      instrument: "EUR/USD",
      entry_price: "1.0850",
      stop_price: "1.0875",
      target_price: "1.0800",
      position_size: "0.5",
      unread: [],
    });
  });

  it.each([
    ["sell 6EZ6 1.085", "6EZ6"],
    ["long $SPX 4500", "$SPX"],
    ["long BRK.B 401", "BRK.B"],
    ["short BTC-USD 95000", "BTC-USD"],
    ["long crude oil 70.1", "crude oil"],
    ["long /ESZ6 4500", "/ESZ6"],
  ])("takes the symbol of %s", (line, instrument) => {
    expect(readLine(line).instrument).toBe(instrument);
  });

  it("takes prices in 32nds", () => {
    const line = readLine("long ZN 110'165 stop 110'08 x3");
    expect(line).toMatchObject({ entry_price: "110'165", stop_price: "110'08", position_size: "3" });
  });

  it("takes an exit and both clocks", () => {
    expect(readLine("short NQ 17890 at 9:31am out 17850.5 at 14:05 yesterday x1")).toEqual({
      direction: "short",
      instrument: "NQ",
      entry_price: "17890",
      exit_price: "17850.5",
      clock: "09:31",
      exit_clock: "14:05",
      day: "yesterday",
      position_size: "1",
      unread: [],
    });
    expect(readLine("long ES 4500 2 pm").clock).toBeUndefined();
    expect(readLine("long ES 4500 2:15 pm").clock).toBe("14:15");
    expect(readLine("long ES 4500 2pm").clock).toBe("14:00");
  });

  it("takes setup, feeling, tags, fees and a note", () => {
    expect(
      readLine(
        "long ES 4500.25 setup opening range breakout stop 4490 felt calm #news #am fees 4.2 note late, but in plan",
      ),
    ).toEqual({
      ...ES,
      setup: "opening range breakout",
      stop_price: "4490",
      emotional_state: "calm",
      pattern_tags: ["news", "am"],
      fees: "4.2",
      notes: "late, but in plan",
      unread: [],
    });
  });

  it("says which words it did not read, and loses none", () => {
    const line = readLine("long ES 4500 stop 4490 target 4520 4530 zebra");
    expect(line.unread).toEqual(["4530", "zebra"]);
    expect(readLine("")).toEqual({ unread: [] });
  });
});
