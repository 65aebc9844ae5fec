// A look of the detectors that is waited for: one that the trader asked for, or the one that counts an answer.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { create } from "zustand";
import { say } from "@/ui/toast";
import { behaviourChanged } from "./queries";
import { isLater } from "./words";

const GIVES_UP_MILLISECONDS = 120_000;

interface AwaitedLook {
  /** It is later than this moment of the server; null where they had never looked. */
  after: string | null;
  /** Asked for by the trader, who is told when it is over. */
  isAskedFor: boolean;
  since: number;
}

interface Awaited {
  look: AwaitedLook | null;
  wait(after: string | null, isAskedFor: boolean): void;
  stop(): void;
}

export const useAwaited = create<Awaited>()((set) => ({
  look: null,
  wait: (after, isAskedFor) => set({ look: { after, isAskedFor, since: Date.now() } }),
  stop: () => set({ look: null }),
}));

/** Once it is over, what was found is read anew. */
export function useEndOfLook(looked: string | null | undefined): void {
  const queries = useQueryClient();
  const { look, stop } = useAwaited();

  useEffect(() => {
    if (look === null) return;
    const timer = setTimeout(() => {
      stop();
      if (look.isAskedFor) say("The detectors are still busy. What they find appears here by itself.");
    }, GIVES_UP_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [look, stop]);

  useEffect(() => {
    if (look === null || !isLater(looked, look.after)) return;
    stop();
    if (look.isAskedFor) say("The detectors have looked at the whole record.");
    void behaviourChanged(queries);
  }, [look, looked, queries, stop]);
}
