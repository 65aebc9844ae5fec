import { describe, expect, it } from "vitest";
import { EMPTY_LOG, withPage } from "@/live/conversation-log";
import type { Message } from "@/live/events";
import { choicesToShow, isSameRow, rowsOf } from "./rows";

const day = (moment: string) => moment.slice(0, 10);

function message(id: string, seq: number, more: Partial<Message> = {}): Message {
  const made: Partial<Message> = {
    id,
    seq,
    type: "user",
    status: "saved",
    content: id,
    conversation_id: "c",
    parent_message_id: null,
    branch_index: 0,
    created_at: "2026-11-30T10:00:00Z",
    ...more,
  };
  return made as Message;
}

function answer(id: string, seq: number, to: string, branch = 0): Message {
  return message(id, seq, { type: "ai", status: "done", parent_message_id: to, branch_index: branch });
}

function logOf(...messages: Message[]) {
  return withPage(EMPTY_LOG, { messages, unfinished: [] });
}

describe("rows", () => {
  it("show the last answer of a turn until another one is chosen", () => {
    const log = logOf(message("q", 1), answer("a", 2, "q"), answer("b", 3, "q", 1));
    const shown = (choices: Record<string, number>) =>
      rowsOf(log, [], choices, day).flatMap((row) => ("message" in row ? [row.message.id] : []));
    expect(shown({})).toEqual(["q", "b"]);
    expect(shown(choicesToShow(log, "a"))).toEqual(["q", "a"]);
  });

  it("stand where messages are missing, before the turn that follows", () => {
    const log = logOf(message("q", 4), answer("a", 5, "q"), message("r", 9));
    expect(rowsOf(log, [], {}, day).map((row) => row.key)).toEqual(["gap:0", "q", "q:answer", "gap:5", "r"]);
  });

  it("name each day once", () => {
    const log = logOf(
      message("q", 1),
      message("r", 2, { created_at: "2026-12-01T00:10:00Z" }),
      message("s", 3, { created_at: "2026-12-01T09:00:00Z" }),
    );
    const days = rowsOf(log, [], {}, day).map((row) => ("day" in row ? row.day : null));
    expect(days).toEqual(["2026-11-30", "2026-12-01", null]);
  });

  it("end with what waits to be sent", () => {
    const item = {
      client_message_id: "u",
      place: "c",
      content: "later",
      mode: "analysis" as const,
      files: [],
      trades: [],
      written_at: 1,
    };
    const rows = rowsOf(logOf(message("q", 1)), [item], {}, day);
    expect(rows.map((row) => row.kind)).toEqual(["question", "unsent"]);
  });

  it("are the same until their message, place or branches change", () => {
    const log = logOf(message("q", 1), answer("a", 2, "q"));
    const [question, first] = rowsOf(log, [], {}, day);
    const [again, other] = rowsOf(logOf(...log.messages.values(), answer("b", 3, "q", 1)), [], {}, day);
    if (!question || !again || !first || !other) throw new Error("There are two rows.");
    expect(isSameRow(question, again)).toBe(true);
    expect(isSameRow(first, other)).toBe(false);
  });
});
