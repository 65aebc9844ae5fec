import { describe, expect, it } from "vitest";
import { withoutMoney } from "./private-words";

describe("words of the server in privacy mode", () => {
  it("lose their amounts of money and keep R and counts", () => {
    expect(withoutMoney("5 trades, net -535.44 USD, -5.34 R.")).toBe(
      "5 trades, net \u2022\u2022\u2022, -5.34 R.",
    );
    expect(withoutMoney("MES short, net 1,206 EUR, 2.39 R.")).toBe(
      "MES short, net \u2022\u2022\u2022, 2.39 R.",
    );
  });
});
