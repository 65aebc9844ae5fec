import { describe, expect, it } from "vitest";
import { changesOf, EMPTY_ENTRY, firstLine, newEntryOf, tagsOf } from "./entry-values";

const entry = { ...EMPTY_ENTRY, title: "Calm", body: "I waited.", tags: ["open"], upload_ids: ["1"] };

describe("an entry", () => {
  it("is sent whole the first time", () => {
    expect(newEntryOf("2026-11-30", entry)).toEqual({
      day: "2026-11-30",
      kind: "free",
      title: "Calm",
      body: "I waited.",
      tags: ["open"],
      links: { upload_ids: ["1"], trade_ids: [] },
    });
  });

  it("is sent by its changes alone after that", () => {
    expect(changesOf(entry, { ...entry, body: "I did not." })).toEqual({ body: "I did not." });
    expect(changesOf(entry, { ...entry, title: " ", upload_ids: [] })).toEqual({
      title: null,
      links: { upload_ids: [] },
    });
    expect(changesOf(entry, { ...entry })).toEqual({});
  });

  it("has tags between commas, each once", () => {
    expect(tagsOf(" #open, news,, open ")).toEqual(["open", "news"]);
  });

  it("is called by its first line that says something", () => {
    expect(firstLine("\n## How **I** am\n\nfine")).toBe("How I am");
    expect(firstLine("---\n\n- waited")).toBe("waited");
  });
});
