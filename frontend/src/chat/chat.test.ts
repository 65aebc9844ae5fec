// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { piecesOf } from "@/ui/marked";
import { addressOf } from "./assistant/addresses";
import { admit, countWords, whyNotSent } from "./composer/limits";
import { inOrder } from "./conversations/queries";
import { subjectOf } from "./page-context";

const ID = "0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b";

describe("pictures of a message", () => {
  const picture = (name: string, size = 1_000, type = "image/png") => ({ name, size, type });

  it("are taken up to four, and the rest is told", () => {
    const five = ["a", "b", "c", "d", "e"].map((name) => picture(name));
    const { taken, refusals } = admit(five, 1);
    expect(taken.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(refusals).toEqual([
      "A message takes 4 charts. 2 pictures were left out; send them in the next message.",
    ]);
  });

  it("are refused by type and size in words", () => {
    const { taken, refusals } = admit(
      [picture("a.pdf", 10, "application/pdf"), picture("b.png", 8_000_001)],
      0,
    );
    expect(taken).toEqual([]);
    expect(refusals).toEqual([
      "a.pdf is no PNG, JPEG or WebP picture.",
      "b.png is larger than 8 MB. Send a smaller screenshot.",
    ]);
  });
});

it("a message is counted near its end and refused beyond it", () => {
  expect(countWords(4_499)).toBe("");
  expect(countWords(4_500)).toBe("4500 of 5000");
  expect(whyNotSent(" ", 0)).toBe("Write a few words, or add a chart.");
  expect(whyNotSent("", 1)).toBeNull();
  expect(whyNotSent("a".repeat(5_000), 0)).toBeNull();
  expect(whyNotSent("a".repeat(5_001), 0)).toBe("A message may have 5000 characters.");
});

it("what an answer points to is opened in the app where a screen shows it", () => {
  expect(addressOf(`/api/trading/trades/${ID}`)).toEqual({ to: `/trades/${ID}`, search: {} });
  expect(addressOf("/api/trading/trades?instrument=ES")).toEqual({
    to: "/trades",
    search: { instrument: "ES" },
  });
  expect(addressOf("/api/trading/trades?tag=a&tag=b%7Cc&sort=setup&sort=-pnl")?.search).toEqual({
    tag: "a|b\\|c",
    sort: "setup,-pnl",
  });
  const question = (selection: object) =>
    addressOf(`/api/trading/query/trades?selection=${encodeURIComponent(JSON.stringify(selection))}`);
  const losers = { day_from: "2026-11-23", only: { instruments: ["NQ", "ES"], outcomes: ["loss"] } };
  expect(question(losers)).toEqual({
    to: "/trades",
    search: {
      day_of: "exit",
      sort: "-exit_time",
      day_from: "2026-11-23",
      instrument: "NQ|ES",
      outcome: "loss",
    },
  });
  expect(question({ excluding: { weekdays: ["monday"] } })).toBeNull();
  expect(addressOf("/api/trading/query/trades?selection=nonsense")).toBeNull();
  expect(addressOf("/api/verdicts/reliability?format=svg")?.to).toBe("/verdicts");
  expect(addressOf("/api/trading/rulebook/commitments")?.to).toBe("/rulebook");
  expect(addressOf("/api/conversations/export?format=json")).toBeNull();
});

it("the page beside the coach is about its trade, plan or day", () => {
  expect(subjectOf(`/trades/${ID}`, {})).toEqual({ kind: "trade", id: ID });
  expect(subjectOf(`/plans/${ID}`, {})).toEqual({ kind: "plan", id: ID });
  expect(subjectOf("/journal", { day: "2026-11-30" })).toEqual({ kind: "day", id: "2026-11-30" });
  expect(subjectOf("/journal", { day: "today" })).toBeNull();
  expect(subjectOf("/trades", {})).toBeNull();
});

it("what was found is marked where it stands", () => {
  expect(piecesOf("a «heron» stood")).toEqual([
    { text: "a ", isMarked: false },
    { text: "heron", isMarked: true },
    { text: " stood", isMarked: false },
  ]);
});

it("pinned conversations stand first, then the latest", () => {
  const conversation = (id: string, updated_at: string, pinned = false) => ({
    id,
    updated_at,
    pinned,
    archived: false,
    created_at: updated_at,
    head: 1,
    mode: "analysis" as const,
    title: id,
  });
  const listed = [
    conversation("a", "2026-11-01"),
    conversation("b", "2026-11-03"),
    conversation("c", "2026-10-01", true),
  ];
  expect(inOrder(listed).map(({ id }) => id)).toEqual(["c", "b", "a"]);
});
