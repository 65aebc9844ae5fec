import { describe, expect, it } from "vitest";
import { sizeOf, verdictOf } from "./preview-words";
import type { Preview } from "./queries";

const sum = { trades: 2, net: "-50", r: -0.2, with_r: 2, without_result: 0 };
const preview = (net: string, trades = 2) => ({ blocked: { ...sum, net, trades } }) as Preview;

describe("what limits would have blocked", () => {
  it("says whether it would have saved or cost", () => {
    expect(verdictOf(preview("-50"))).toBe("saved");
    expect(verdictOf(preview("12.50"))).toBe("cost");
    expect(verdictOf(preview("0"))).toBe("neither");
    expect(verdictOf(preview("0", 0))).toBe("neither");
  });

  it("tells an amount without its sign", () => {
    expect(sizeOf("-1230.5")).toBe("1230.5");
    expect(sizeOf("7")).toBe("7");
  });
});
