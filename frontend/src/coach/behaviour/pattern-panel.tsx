// One pattern whole: how it stands and why, how often, what it cost, what it stands on, and its findings.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ago, number } from "@/ui/format";
import { IntervalTable } from "@/ui/interval-plot";
import { Card, Loading } from "@/ui/page";
import { say } from "@/ui/toast";
import { AnswerButtons } from "./answer-buttons";
import { detectorWords } from "./detector-words";
import { FindingList } from "./finding-list";
import { GravityMark, StatusMark } from "./marks";
import { MonthsCard } from "./months-card";
import { PatternCost } from "./pattern-cost";
import { PatternGrounds } from "./pattern-grounds";
import {
  type Answer,
  answerPattern,
  behaviourChanged,
  type PatternDetail,
  patternDetail,
  patternList,
} from "./queries";
import { awaitCount } from "./use-answers";
import { useNames } from "./use-names";
import { ANSWERS, frequencyRows, headingOf, learned, share } from "./words";

export function PatternPanel({ id }: { id: string }) {
  const names = useNames();
  const query = useQuery(patternDetail(id));
  const panel = useRef<HTMLDivElement>(null);
  const isShown = query.isSuccess;
  useEffect(() => {
    const isAbove = (panel.current?.getBoundingClientRect().top ?? 0) < 0;
    if (isShown && isAbove) panel.current?.scrollIntoView(); // chosen far down in the list, it is seen from its top
  }, [isShown]);
  return (
    <div ref={panel} className="grid min-w-0 scroll-mt-4 content-start gap-4">
      <Loading query={query}>
        {(pattern) => (
          <>
            <Standing pattern={pattern} stream={names.streamOf(pattern)} />
            <div className="grid gap-4 xl:grid-cols-[3fr_2fr]">
              <Card title="How often">
                <IntervalTable
                  caption="Share of positions that show it"
                  rows={frequencyRows(pattern)}
                  show={(rate) => share(rate)}
                />
                <p className="text-xs text-muted">
                  Positions that show it, of all; lines are 95% intervals. {number(pattern.events)}{" "}
                  {pattern.events === 1 ? "finding counts" : "findings count"}.
                </p>
              </Card>
              <Card title="What it cost">
                <PatternCost cost={pattern.cost} />
              </Card>
            </div>
            <MonthsCard key={pattern.id} months={pattern.by_month} />
            <Findings pattern={pattern} />
            <PatternGrounds pattern={pattern} />
          </>
        )}
      </Loading>
    </div>
  );
}

function Standing({ pattern, stream }: { pattern: PatternDetail; stream: string }) {
  const { status } = pattern;
  const isPraised = status === "resolved" && pattern.events > 0;
  return (
    <section
      aria-label="How it stands"
      className={`grid gap-1 ${isPraised ? "rounded-md border border-profit bg-surface p-4" : ""}`}
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <StatusMark status={status} />
        <GravityMark gravity={pattern.severity} />
        <span className="text-sm text-muted">
          {stream}, last seen {ago(pattern.last_seen)}
        </span>
      </div>
      <h2 className="text-xl font-semibold">{detectorWords(pattern.detector)}</h2>
      <p>{headingOf(pattern)}.</p>
      <p className="text-secondary">
        {isPraised && <strong className="text-profit">Well done: you have left this behind. </strong>}
        {status === "improving" && <strong className="text-text">It gets better. </strong>}
        {pattern.because}
        {status === "learning" && ` So far ${learned(pattern.positions, pattern.missing)}.`}
      </p>
    </section>
  );
}

function Findings({ pattern }: { pattern: PatternDetail }) {
  const { latest, detector, account_id } = pattern;
  return (
    <Card title="Findings" actions={latest.length > 0 && <AnswerAll pattern={pattern} />}>
      {latest.length === 0 ? (
        <p className="text-muted">None of its findings stands any more.</p>
      ) : (
        <>
          <FindingList findings={latest} label="Findings of this pattern" within={pattern.id} />
          <Link
            to="/patterns"
            search={{ part: "patterns", view: "findings", detector, account_id }}
            className="inline-flex min-h-6 items-center justify-self-start text-sm text-primary underline pointer-coarse:min-h-11"
          >
            All findings of this kind
          </Link>
        </>
      )}
    </Card>
  );
}

/** One answer to all that have none; asked once more, because it is many at once. */
function AnswerAll({ pattern }: { pattern: PatternDetail }) {
  const queries = useQueryClient();
  const [isOpen, open] = useState(false);
  const answering = useMutation({
    mutationFn: (answer: Answer) => answerPattern(pattern.id, answer),
    onSuccess: async ({ answered }, answer) => {
      open(false);
      awaitCount(queries.getQueryData(patternList().queryKey)?.looked_at ?? null);
      say(`${ANSWERS[answer]}: ${number(answered)} ${answered === 1 ? "finding" : "findings"} answered.`);
      await behaviourChanged(queries);
    },
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  if (!pattern.latest.some(({ answer }) => answer === null)) return null;
  return (
    <>
      <Button kind="quiet" onClick={() => open(true)}>
        Answer all at once
      </Button>
      <Dialog
        title="Is this pattern so?"
        description="Your answer is given to every finding of it that has none. To the detector it is one answer; each can be answered otherwise later."
        isOpen={isOpen}
        close={() => open(false)}
      >
        <p>{pattern.description}</p>
        <AnswerButtons
          label="All without an answer"
          given={null}
          isBusy={answering.isPending}
          answer={(answer) => answering.mutate(answer)}
        />
      </Dialog>
    </>
  );
}
