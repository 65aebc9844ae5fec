// The check-in of a day as it is moved: kept a moment after the last move, and when the screen is left.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { wordsOf } from "@/api/problem";
import { type Said, saidOf } from "./check-in-values";
import { checkInOf, writeCheckIn } from "./queries";

const KEEP_AFTER_MILLISECONDS = 600;

export type Keeping = { state: "still" } | { state: "saving" } | { state: "refused"; words: string };

export function useCheckIn(day: string) {
  const queries = useQueryClient();
  const options = checkInOf(day);
  const query = useQuery(options);
  const [moved, move] = useState<Partial<Said>>({});
  const [keeping, setKeeping] = useState<Keeping>({ state: "still" });
  const said = { ...saidOf(query.data), ...moved };
  const waiting = useRef<Said | null>(null);
  const { queryKey } = options;

  const keep = useCallback(async () => {
    const body = waiting.current;
    if (body === null) return;
    waiting.current = null;
    setKeeping({ state: "saving" });
    try {
      const written = await writeCheckIn(day, body);
      queries.setQueryData(queryKey, written);
      if (waiting.current === null) move({});
      setKeeping({ state: "still" });
      void queries.invalidateQueries({ queryKey: ["journal"], refetchType: "none" });
    } catch (error) {
      waiting.current ??= body;
      setKeeping({ state: "refused", words: wordsOf(error) });
      void queries.invalidateQueries({ queryKey });
    }
  }, [day, queries, queryKey]);

  const latest = useRef(keep);
  latest.current = keep;
  const text = JSON.stringify(moved);
  useEffect(() => {
    if (text === "{}") return;
    const timer = setTimeout(() => void latest.current(), KEEP_AFTER_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => () => void latest.current(), []);

  const change = (values: Partial<Said>) => {
    waiting.current = { ...said, ...values };
    move({ ...moved, ...values });
  };
  return { query, said, change, keeping, retry: () => void keep() };
}
