// A session whole: its conversation, what its answers stand on, the agreed step and whether it was kept, the promise.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { wordsOf } from "@/api/problem";
import { detectorWords } from "@/coach/behaviour/detector-words";
import { patternList } from "@/coach/behaviour/queries";
import { rulebookChanged } from "@/record/rulebook/queries";
import { Button } from "@/ui/button";
import { moment, named, number } from "@/ui/format";
import { say } from "@/ui/toast";
import { FinishForm } from "./finish-form";
import { type CoachingSession, confirmCommitment, sayStep, sessionsChanged } from "./queries";
import { patternIdsOf, ratingWords, stepWords } from "./words";

const LINK = "inline-flex min-h-6 items-center text-primary underline pointer-coarse:min-h-11";

export function SessionView({ session }: { session: CoachingSession }) {
  const [isFinishing, finish] = useState(false);
  const isOpen = session.status === "open";
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        {session.conversation_id ? (
          <Link
            to="/coach/$conversationId"
            params={{ conversationId: session.conversation_id }}
            className={LINK}
          >
            {isOpen ? "Go on with the coach" : "See the conversation"}
          </Link>
        ) : (
          <span className="text-sm text-muted">Its conversation was deleted.</span>
        )}
        {isOpen && !isFinishing && <Button onClick={() => finish(true)}>Finish it</Button>}
      </div>
      {isFinishing && <FinishForm session={session} close={() => finish(false)} />}
      <Facts session={session} />
      {session.proposal && <Proposal session={session} />}
    </div>
  );
}

function Facts({ session }: { session: CoachingSession }) {
  const patterns = patternIdsOf(session);
  const { emotion } = session;
  return (
    <dl className="grid gap-x-6 gap-y-1.5 sm:grid-cols-[9rem_1fr]">
      {session.next_step && (
        <Row name="Agreed step">
          {session.next_step} <Step session={session} />
        </Row>
      )}
      {session.target && <Row name="To change">{detectorWords(session.target)}</Row>}
      {session.note && <Row name="Your note">{session.note}</Row>}
      {session.finished_at && (
        <Row name="Finished">
          {moment(session.finished_at)}, {ratingWords(session.rating)}
        </Row>
      )}
      <Row name="Answers of the coach">{number(session.answers)}</Row>
      {patterns.length > 0 && (
        <Row name="They stand on">
          <PatternLinks ids={patterns} />
        </Row>
      )}
      {session.related_trade_ids.length > 0 && (
        <Row name="Trades">
          <span className="flex flex-wrap gap-x-3">
            {session.related_trade_ids.map((id, place) => (
              <Link key={id} to="/trades/$tradeId" params={{ tradeId: id }} className={LINK}>
                Trade {number(place + 1)}
              </Link>
            ))}
          </span>
        </Row>
      )}
      {session.missing > 0 && (
        <Row name="Missing">{number(session.missing)} of its trades and plans were deleted since.</Row>
      )}
      {emotion && emotion.state !== "unclear" && (
        <Row name="You seemed">{named(emotion.state).toLowerCase()}, as far as words and trades tell</Row>
      )}
      {session.market_state && <Row name="The market">{session.market_state}</Row>}
    </dl>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-sm text-muted sm:leading-6">{name}</dt>
      <dd className="text-secondary">{children}</dd>
    </>
  );
}

function PatternLinks({ ids }: { ids: readonly string[] }) {
  const { data } = useQuery(patternList());
  return (
    <ul className="grid">
      {ids.map((id) => {
        const pattern = data?.items.find((row) => row.id === id);
        return (
          <li key={id}>
            <Link to="/patterns" search={{ part: "patterns", pattern: id }} className={LINK}>
              {pattern ? detectorWords(pattern.detector) : "A pattern"}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** Whether the agreed step was kept: said by the trader, or measured where it is a promise. */
function Step({ session }: { session: CoachingSession }) {
  const queries = useQueryClient();
  const saying = useMutation({
    mutationFn: (kept: boolean) => sayStep(session.id, kept),
    onSuccess: () => sessionsChanged(queries),
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  return (
    <span className="flex flex-wrap items-center gap-2 pt-1 text-sm text-muted">
      {stepWords(session)}
      {session.commitment_id !== null ? (
        <Link to="/rulebook" className={LINK}>
          See the promises
        </Link>
      ) : (
        <>
          <Button
            aria-pressed={session.step_kept === true}
            isBusy={saying.isPending}
            onClick={() => saying.mutate(true)}
          >
            Kept
          </Button>
          <Button
            aria-pressed={session.step_kept === false}
            isBusy={saying.isPending}
            onClick={() => saying.mutate(false)}
          >
            Not kept
          </Button>
        </>
      )}
    </span>
  );
}

/** A promise that was shown back, and binds once it is confirmed. */
function Proposal({ session }: { session: CoachingSession }) {
  const queries = useQueryClient();
  const confirming = useMutation({
    mutationFn: () => confirmCommitment(session.id),
    onSuccess: async () => {
      say("It binds from now on.");
      await sessionsChanged(queries);
      await rulebookChanged(queries);
    },
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-md border border-caution p-3">
      <p className="flex-1">
        {session.proposal?.statement ?? "A promise"}{" "}
        <span className="block text-sm text-muted">It binds once you confirm it.</span>
      </p>
      <Button kind="primary" isBusy={confirming.isPending} onClick={() => confirming.mutate()}>
        I promise
      </Button>
    </div>
  );
}
