// For the demo account alone: its year is offered while there is nothing, and how far it is while it is written.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { wordsOf } from "@/api/problem";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { useUser } from "@/shell/session";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";
import { Card } from "@/ui/page";
import { say } from "@/ui/toast";
import { askForYear, type DemoYear, demoYear, isUnderWay } from "./queries";

export function DemoYearCard() {
  const { is_demo } = useUser();
  return is_demo && <OfDemo />;
}

function OfDemo() {
  const { data: year } = useQuery(demoYear());
  useAllAnewWhenDone(year);
  if (year === undefined) return null;
  if (isUnderWay(year)) return <Progress year={year} />;
  if (year.state === "failed" || year.is_empty) return <Offer hasFailed={year.state === "failed"} />;
  return null;
}

/** What every screen shows is another one once the year is there. */
function useAllAnewWhenDone(year: DemoYear | undefined): void {
  const queries = useQueryClient();
  const wasUnderWay = useRef(false);
  useEffect(() => {
    if (wasUnderWay.current && year?.state === "done") {
      void queries.invalidateQueries();
      say("The demo year is loaded.");
    }
    wasUnderWay.current = isUnderWay(year);
  }, [year, queries]);
}

function Offer({ hasFailed }: { hasFailed: boolean }) {
  const queries = useQueryClient();
  const asking = useMutation({
    mutationFn: askForYear,
    onSuccess: (year) => queries.setQueryData(demoYear().queryKey, year),
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  const load = () => {
    if (!asking.isPending) asking.mutate();
  };
  useKeys({ d: load });
  useOffered([{ id: "demo.year", words: "Load the demo year", key: "d", group: "Demo", run: load }]);
  return (
    <Card title="A year to look around in">
      <p className="text-secondary">
        {hasFailed
          ? "The year was not finished. What is written stays; go on from there."
          : "This is the demo account. One press fills it with a year of a made-up trader: trades, plans, journal, patterns and sessions with the coach."}
      </p>
      <div>
        <Button kind="primary" onClick={load} isBusy={asking.isPending} shortcut="d">
          {hasFailed ? "Go on with the demo year" : "Load the demo year"}
        </Button>
      </div>
    </Card>
  );
}

function Progress({ year }: { year: DemoYear }) {
  const { steps, steps_done, step, detail } = year;
  return (
    <Card title="The demo year is being written">
      <p className="sr-only" role="status">
        {step === null ? "Waiting for a worker" : `Step ${steps_done + 1} of ${steps.length}: ${step}`}
      </p>
      <progress
        className="h-2 w-full accent-(--button)"
        aria-label="Steps of the demo year"
        value={steps_done}
        max={steps.length}
      />
      <ol className="grid gap-1 text-sm">
        {steps.map((name, place) => (
          <li
            key={name}
            aria-current={name === step ? "step" : undefined}
            className={`flex min-h-6 items-center gap-2 ${place <= steps_done ? "text-text" : "text-muted"}`}
          >
            <span className="grid w-4 place-items-center" aria-hidden="true">
              {place < steps_done ? <Icon name="check" /> : name === step ? "\u2026" : "\u00b7"}
            </span>
            <span>
              {name}
              {place < steps_done && <span className="sr-only">, done</span>}
              {name === step && detail && <span className="text-muted"> ({detail})</span>}
            </span>
          </li>
        ))}
      </ol>
      <p className="text-sm text-muted">
        It takes a minute or two. You may go on, or close the window: it is written all the same.
      </p>
    </Card>
  );
}
