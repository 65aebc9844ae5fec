import { describe, expect, it } from "vitest";
import { formatFor } from "@/ui/format";
import { priceIn } from "./price-notation";

formatFor({ locale: "en" });
const of = (price_notation: string, value: string, tick_size = "0.25") =>
  priceIn({ price_notation, tick_size }, value);

describe("a price in the notation of its instrument", () => {
  it("has the decimals of the tick, and more where it has more", () => {
    expect(of("decimal", "4500.5")).toBe("4,500.50");
    expect(of("decimal", "1.0850", "0.00005")).toBe("1.08500");
    expect(of("decimal", "17890", "1")).toBe("17,890");
    expect(of("decimal", "4500.1275")).toBe("4,500.1275");
    expect(of("decimal", "-3.5", "0.01")).toBe("\u22123.50");
  });

  // CME Group, "Understanding Treasury futures quotes": the examples of the server's own notation.
  it("is written in 32nds and parts of them", () => {
    expect(of("32nds", "110.5")).toBe("110'16");
    expect(of("32nds_half", "110.515625")).toBe("110'165");
    expect(of("32nds_quarter", "108.5078125")).toBe("108'162");
    expect(of("32nds_eighth", "103.50390625")).toBe("103'161");
    expect(of("32nds_half", "110.5")).toBe("110'160");
  });

  it("is written in eighths of a grain", () => {
    expect(of("8ths", "455.25")).toBe("455'2");
  });

  it("is a decimal where the notation has no digit for it", () => {
    expect(of("8ths", "455.3", "0.25")).toBe("455.30");
    expect(of("32nds_quarter", "108.503", "0.0078125")).toContain("108.503");
  });
});
