import { describe, expect, it } from "vitest";
import {
  type ConversationLog,
  EMPTY_LOG,
  gapsOf,
  leavesGap,
  turnsOf,
  withBegun,
  withHistory,
  withMessage,
  withPage,
  withPiece,
} from "./conversation-log";
import type { Message } from "./events";

function message(id: string, seq: number | null, more: Partial<Message> = {}): Message {
  return {
    id,
    seq,
    type: "user",
    actions: [],
    coaching: null,
    feedback: null,
    guard: null,
    understood: null,
    status: seq === null ? "pending" : "saved",
    content: id,
    conversation_id: "c",
    parent_message_id: null,
    branch_index: 0,
    client_message_id: null,
    cost: null,
    created_at: "2026-11-30T10:00:00Z",
    finished_at: null,
    draft: null,
    error: null,
    images: [],
    interlock: null,
    mode: "analysis",
    related_trade_ids: [],
    verdict: null,
    ...more,
  };
}

function answer(id: string, seq: number | null, to: string, branch = 0): Message {
  const status = seq === null ? "pending" : "done";
  return message(id, seq, { type: "ai", status, parent_message_id: to, branch_index: branch });
}

function logOf(...messages: Message[]): ConversationLog {
  return withPage(EMPTY_LOG, { messages, unfinished: [] });
}

describe("messages in their order", () => {
  it("takes the next one and says of one behind it that something was missed", () => {
    const log = logOf(message("a", 1));
    expect(leavesGap(log, message("b", 2))).toBe(false);
    expect(leavesGap(log, message("c", 3))).toBe(true);
    expect(withMessage(log, message("c", 3)).last).toBe(1);
    expect(withMessage(log, message("b", 2)).last).toBe(2);
  });

  it("never puts an older state over a final message", () => {
    const log = logOf(message("q", 1), answer("a", 2, "q"));
    const late = withMessage(log, answer("a", null, "q"));
    expect(late).toBe(log);
    const synced = withPage(log, { messages: [], unfinished: [answer("a", null, "q")] });
    expect(synced.messages.get("a")?.status).toBe("done");
  });

  it("marks an answer as begun once, and a final one never", () => {
    const log = withMessage(logOf(message("q", 1)), answer("a", null, "q"));
    const begun = withBegun(log, "a");
    expect(begun.messages.get("a")?.status).toBe("running");
    expect(withBegun(begun, "a")).toBe(begun);
    expect(withBegun(logOf(answer("b", 1, "q")), "b").messages.get("b")?.status).toBe("done");
  });
});

describe("what is written piece by piece", () => {
  it("puts each piece where it belongs", () => {
    const first = withPiece(undefined, { offset: 0, text: "Take it " });
    const second = withPiece(first, { offset: 8, text: "at the level." });
    expect(second).toEqual({ from: 0, text: "Take it at the level." });
  });

  it("takes back what an engine began anew", () => {
    const first = withPiece(undefined, { offset: 0, text: "Take it now" });
    expect(withPiece(first, { offset: 8, text: "later" }).text).toBe("Take it later");
    expect(withPiece(first, { offset: 0, text: "Leave" })).toEqual({ from: 0, text: "Leave" });
  });

  it("joins nothing across a piece that was missed", () => {
    const first = withPiece(undefined, { offset: 0, text: "Take" });
    expect(withPiece(first, { offset: 40, text: "the stop" })).toEqual({ from: 40, text: "the stop" });
    const middle = withPiece(undefined, { offset: 40, text: "the stop" });
    expect(withPiece(middle, { offset: 48, text: " holds" })).toEqual({ from: 40, text: "the stop holds" });
  });
});

describe("what is missing", () => {
  it("is what stands before the first message and between two", () => {
    const log = withHistory(logOf(message("d", 20), message("e", 21)), [message("b", 5), message("c", 6)]);
    expect(gapsOf(log)).toEqual([
      { after: 0, before: 5 },
      { after: 6, before: 20 },
    ]);
    expect(log.last).toBe(21);
  });

  it("is nothing where the log is whole, and in an empty one", () => {
    expect(gapsOf(logOf(message("a", 1), message("b", 2)))).toEqual([]);
    expect(gapsOf(EMPTY_LOG)).toEqual([]);
  });
});

describe("turns", () => {
  it("stand in the order of their questions, with all answers to each", () => {
    const log = logOf(
      message("q1", 1),
      message("q2", 2),
      answer("a2", 3, "q2"),
      answer("a1", 4, "q1"),
      answer("a1b", 5, "q1", 1),
    );
    const turns = turnsOf(log);
    expect(turns.map((turn) => turn.id)).toEqual(["q1", "q2"]);
    expect(turns[0]?.wordings[0]?.answers.map(({ id }) => id)).toEqual(["a1", "a1b"]);
  });

  it("hold the wordings of one message beside each other, each with its own answers", () => {
    const again = message("q1b", 3, { parent_message_id: "q1", branch_index: 1 });
    const log = logOf(message("q1", 1), answer("a1", 2, "q1"), again, answer("a1b", 4, "q1b"));
    const [turn, ...others] = turnsOf(log);
    expect(others).toEqual([]);
    expect(turn?.wordings.map(({ question, answers }) => [question?.id, answers[0]?.id])).toEqual([
      ["q1", "a1"],
      ["q1b", "a1b"],
    ]);
  });

  it("begin with an answer where its question is on the server only", () => {
    const log = logOf(answer("a", 7, "gone"), message("q", 8));
    expect(turnsOf(log).map((turn) => turn.id)).toEqual(["a", "q"]);
  });

  it("keep an answer that is still made with its question, and at the end without one", () => {
    const log = logOf(message("q", 1), message("r", 2));
    const waiting = withMessage(withMessage(log, answer("a", null, "q")), answer("b", null, "gone"));
    expect(turnsOf(waiting).map((turn) => turn.id)).toEqual(["q", "r", "b"]);
  });
});
