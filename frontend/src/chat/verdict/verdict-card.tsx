// A verdict: shape, word and meaning, the odds, the levels, and what it stands on.
import { Link } from "@tanstack/react-router";
import { Button } from "@/ui/button";
import { VerdictMark } from "@/ui/verdict-mark";
import { useActs } from "../messages/acts";
import { fallbackWords, rawWords, type Verdict } from "./chance";
import { ChanceBar } from "./chance-bar";
import { CitedText } from "./cited-text";
import { Levels } from "./levels";
import { Outcome } from "./outcome";
import { planWords, tradeWords } from "./spoken-idea";

const EDGES: Record<Verdict["verdict"], string> = {
  diamond: "border-l-diamond text-diamond",
  fire: "border-l-fire text-fire",
  skull: "border-l-skull text-skull",
  unreadable: "border-l-unreadable text-unreadable",
};

export function VerdictCard({ verdict, hasDraft }: { verdict: Verdict; hasDraft: boolean }) {
  const { read } = verdict;
  const idea = [read.direction, read.instrument, read.timeframe].filter(Boolean).join(" ");
  return (
    <section
      aria-label={`Verdict: ${verdict.verdict}`}
      data-verdict={verdict.verdict}
      className={`grid gap-3 rounded-md border border-l-4 border-line bg-surface p-4 ${EDGES[verdict.verdict]}`}
    >
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="text-xl">
          <VerdictMark kind={verdict.verdict} withMeaning />
        </h2>
        {idea && <span className="ml-auto font-mono text-sm text-secondary">{idea}</span>}
      </header>
      <ChanceBar verdict={verdict} />
      <div className="grid gap-3 text-text">
        <Levels read={read} />
        <CitedText verdict={verdict} />
        <Points title="Please add" points={verdict.missing} />
        <Points title="Only if" points={verdict.conditions} />
        {verdict.conditions.length === 0 && <Points title="Why" points={verdict.key_points} />}
        <Ends verdict={verdict} />
        {verdict.psychology_note && (
          <p className="border-l-2 border-primary pl-3 text-secondary">{verdict.psychology_note}</p>
        )}
        <Grounds verdict={verdict} />
        <NextSteps verdict={verdict} hasDraft={hasDraft} />
        {verdict.verdict !== "unreadable" && <Outcome verdictId={verdict.id} />}
      </div>
    </section>
  );
}

function Points({ title, points }: { title: string; points: readonly string[] }) {
  if (points.length === 0) return null;
  return (
    <div>
      <h3 className="text-sm text-muted">{title}</h3>
      <ul className="grid list-disc gap-1 pl-5 marker:text-muted">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </div>
  );
}

function Ends({ verdict }: { verdict: Verdict }) {
  if (!verdict.invalidation && !verdict.horizon) return null;
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2 text-sm">
      {verdict.invalidation && (
        <div>
          <dt className="text-muted">Wrong if</dt>
          <dd>{verdict.invalidation}</dd>
        </div>
      )}
      {verdict.horizon && (
        <div>
          <dt className="text-muted">Horizon</dt>
          <dd>{verdict.horizon}</dd>
        </div>
      )}
    </dl>
  );
}

function Grounds({ verdict }: { verdict: Verdict }) {
  const fallback = fallbackWords(verdict.fallback_reason);
  const isOverBudget = verdict.fallback_reason === "over_budget";
  return (
    <div className="grid justify-items-start gap-2">
      {isOverBudget && (
        <Link to="/settings" className="rounded-full border border-fire px-2.5 py-0.5 text-sm text-fire">
          Over your AI budget: answered by the rules
        </Link>
      )}
      <details className="text-sm text-secondary">
        <summary className="min-h-6 hover:text-text">
          {verdict.engine === "rules" ? "Answered by the rules" : `Answered by ${verdict.model}`}: what it
          stands on
        </summary>
        <div className="grid gap-2 pt-2">
          {fallback && <p>The provider did not answer: {fallback}.</p>}
          <p className="empty:hidden">{rawWords(verdict)}</p>
          {verdict.struck > 0 && <p>{verdict.struck} figures that nothing supports were struck out.</p>}
          <ul className="grid list-disc gap-1 pl-5 marker:text-muted">
            {verdict.facts.map((fact) => (
              <li key={fact.id}>
                {fact.statement} <span className="text-muted">({fact.source})</span>
              </li>
            ))}
          </ul>
          <p className="flex flex-wrap gap-3">
            <Link to="/verdicts" className="text-primary underline">
              How good were the verdicts?
            </Link>
            {verdict.plan_id && (
              <Link
                to="/plans/$planId"
                params={{ planId: verdict.plan_id }}
                className="text-primary underline"
              >
                The plan
              </Link>
            )}
            {verdict.trade_id && (
              <Link
                to="/trades/$tradeId"
                params={{ tradeId: verdict.trade_id }}
                className="text-primary underline"
              >
                The trade
              </Link>
            )}
          </p>
        </div>
      </details>
    </div>
  );
}

/** A whole idea can be planned or logged by one press; what is asked then is asked in a draft below. */
function NextSteps({ verdict, hasDraft }: { verdict: Verdict; hasDraft: boolean }) {
  const acts = useActs();
  const plan = planWords(verdict.read);
  const trade = hasDraft ? null : tradeWords(verdict.read);
  if (plan === null && trade === null) return null;
  return (
    <div className="flex flex-wrap gap-2">
      {plan !== null && <Button onClick={() => acts.say(plan)}>Plan it</Button>}
      {trade !== null && <Button onClick={() => acts.say(trade)}>Log it as taken</Button>}
    </div>
  );
}
