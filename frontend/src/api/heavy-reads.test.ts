import { describe, expect, it, vi } from "vitest";
import { heavyRead } from "./heavy-reads";
import { type Problem, Refused } from "./problem";

const open = () => new AbortController().signal;
const refusal = (code: string) => new Refused({ code, detail: "", status: 429 } as Problem);

describe("heavy reads", () => {
  it("are two at a time, the others in their order", async () => {
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const read = (name: number) =>
      heavyRead(open(), async () => {
        running += 1;
        most = Math.max(most, running);
        order.push(name);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
      });
    await Promise.all([1, 2, 3, 4, 5].map(read));
    expect(most).toBe(2);
    expect(order).toEqual([1, 2, 3, 4, 5]);
  });

  it("are tried again where another window took the room, and not where they were refused", async () => {
    vi.useFakeTimers();
    const work = vi.fn().mockRejectedValueOnce(refusal("reads.too_many")).mockResolvedValueOnce("report");
    const answer = heavyRead(open(), work);
    await vi.runAllTimersAsync();
    await expect(answer).resolves.toBe("report");
    const refused = vi.fn().mockRejectedValue(refusal("input.invalid"));
    await expect(heavyRead(open(), refused)).rejects.toThrow();
    expect(refused).toHaveBeenCalledTimes(1);
    vi.useRealTimers();
  });

  it("that nobody waits for any more are not sent, and leave their room to others", async () => {
    const gone = new AbortController();
    gone.abort();
    const work = vi.fn();
    await expect(heavyRead(gone.signal, work)).rejects.toThrow();
    expect(work).not.toHaveBeenCalled();
    await expect(heavyRead(open(), async () => "next")).resolves.toBe("next");
  });
});
