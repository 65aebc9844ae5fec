// Having the detectors look at the whole record again, and how far that is.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { wordsOf } from "@/api/problem";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { ago, number } from "@/ui/format";
import { say } from "@/ui/toast";
import { behaviourChanged, lookAgain } from "./queries";

const GIVES_UP_MILLISECONDS = 120_000;

export interface Look {
  /** When they last looked, while a new look is waited for. */
  waitsFor: string | null | undefined;
  seconds: number;
  start(): void;
}

/** A look that is asked for: it is over when the time of the last look is another one. */
export function useLook(looked: string | null | undefined): Look {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<{ at: number; before: string | null } | null>(null);
  const [seconds, setSeconds] = useState(0);
  const start = useMutation({
    mutationFn: lookAgain,
    onSuccess: ({ looked_at }) => setAsked({ at: Date.now(), before: looked_at }),
    onError: (error) => say(wordsOf(error), { isError: true }),
  });

  useEffect(() => {
    if (asked === null) return;
    const timer = setInterval(() => {
      setSeconds(Math.round((Date.now() - asked.at) / 1_000));
      if (Date.now() - asked.at < GIVES_UP_MILLISECONDS) return;
      setAsked(null);
      say("The detectors are still busy. What they find appears here by itself.");
    }, 1_000);
    return () => {
      clearInterval(timer);
      setSeconds(0);
    };
  }, [asked]);

  useEffect(() => {
    if (asked === null || looked === undefined || looked === asked.before) return;
    setAsked(null);
    say("The detectors have looked at the whole record.");
    void behaviourChanged(queries);
  }, [asked, looked, queries]);

  return { waitsFor: asked?.before, seconds, start: () => asked === null && start.mutate() };
}

export function LookAgain({ look, looked }: { look: Look; looked: string | null | undefined }) {
  const isLooking = look.waitsFor !== undefined;
  useKeys({ r: look.start });
  useOffered([
    { id: "patterns.look", words: "Look for patterns again", key: "r", group: "Patterns", run: look.start },
  ]);
  return (
    <div className="flex flex-wrap items-center gap-3">
      <div role="status" className="flex items-center gap-2 text-sm text-muted">
        {isLooking ? (
          <>
            <progress className="h-1.5 w-20 accent-(--button)" aria-label="The detectors are looking" />
            Looking at the whole record
            {look.seconds > 1 && <span aria-hidden="true">, {number(look.seconds)} s</span>}
          </>
        ) : (
          looked && `Looked ${ago(looked)}`
        )}
      </div>
      <Button onClick={look.start} isBusy={isLooking} shortcut="r">
        Look again
      </Button>
    </div>
  );
}
