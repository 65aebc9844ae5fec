// Having the detectors look at the whole record again, and how far that is.
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { wordsOf } from "@/api/problem";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { ago, number } from "@/ui/format";
import { say } from "@/ui/toast";
import { useAwaited } from "./awaited-look";
import { lookAgain } from "./queries";

export function LookAgain({ looked }: { looked: string | null | undefined }) {
  const { look, wait } = useAwaited();
  const isLooking = look?.isAskedFor === true;
  const asking = useMutation({
    mutationFn: lookAgain,
    onSuccess: ({ looked_at }) => wait(looked_at, true),
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  const start = () => {
    if (!isLooking && !asking.isPending) asking.mutate();
  };
  useKeys({ r: start });
  useOffered([
    { id: "patterns.look", words: "Look for patterns again", key: "r", group: "Patterns", run: start },
  ]);
  return (
    <div className="flex flex-wrap items-center gap-3">
      <div role="status" className="flex items-center gap-2 text-sm text-muted">
        {look !== null && (
          <>
            <progress className="h-1.5 w-20 accent-(--button)" aria-label="The detectors are looking" />
            {isLooking ? "Looking at the whole record" : "Counting your answer"}
            <Seconds since={look.since} />
          </>
        )}
        {look === null && looked && `Looked ${ago(looked)}`}
      </div>
      <Button onClick={start} isBusy={isLooking} shortcut="r">
        Look again
      </Button>
    </div>
  );
}

function Seconds({ since }: { since: number }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.round((now - since) / 1_000);
  return seconds > 1 && <span aria-hidden="true">{number(seconds)} s</span>;
}
