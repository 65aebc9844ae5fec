// What the coach says of the trade: asked for by a key, kept with it.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { components } from "@/api/generated/openapi";
import { Button } from "@/ui/button";
import { ago, moment, percent } from "@/ui/format";
import { Card, ErrorNote } from "@/ui/page";
import { VerdictMark } from "@/ui/verdict-mark";
import { type Trade, verdictsOf } from "../queries";

type Verdict = components["schemas"]["VerdictOut"];

export function VerdictCard({
  trade,
  judge,
  isJudging,
  error,
}: {
  trade: Trade;
  judge: () => void;
  isJudging: boolean;
  error: unknown;
}) {
  const { data } = useQuery(verdictsOf(trade.id));
  const verdict = data?.[0];
  return (
    <Card
      title="Verdict"
      actions={
        <Button kind="quiet" className="text-sm" isBusy={isJudging} onClick={judge} shortcut="v">
          {verdict ? "Judge it again" : "Have it judged"}
        </Button>
      }
    >
      {isJudging && (
        <p role="status" className="text-sm text-muted">
          The coach is judging.
        </p>
      )}
      {error ? <ErrorNote error={error} retry={judge} /> : null}
      {verdict ? (
        <VerdictText verdict={verdict} />
      ) : (
        <p className="text-sm text-secondary">
          {trade.status === "open"
            ? "The coach judges it as it was entered; the verdict is scored when the market has decided."
            : "The coach looks back on it as it was entered; that is no forecast."}
        </p>
      )}
    </Card>
  );
}

export function VerdictText({ verdict }: { verdict: Verdict }) {
  const { shown_confidence, confidence, calibration } = verdict;
  return (
    <div className="grid gap-3 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <VerdictMark kind={verdict.verdict} withMeaning />
      </p>
      {confidence !== null && (
        <p className="figures text-secondary">
          {percent((shown_confidence ?? confidence) / 100, 0)} to the first target before the stop,{" "}
          {calibration}
        </p>
      )}
      <p className="whitespace-pre-wrap">{verdict.analysis}</p>
      <Points title="Conditions" items={verdict.conditions} />
      <Points title="What to add" items={verdict.missing} />
      {verdict.invalidation && <p className="text-secondary">Wrong if: {verdict.invalidation}</p>}
      {verdict.psychology_note && <p className="text-secondary">{verdict.psychology_note}</p>}
      <p className="text-xs text-muted">
        <span title={moment(verdict.created_at)}>{ago(verdict.created_at)}</span> by {verdict.engine}{" "}
        {"\u00b7"}{" "}
        <Link to="/verdicts" search={{}} className="hover:underline">
          How good they were
        </Link>
      </p>
    </div>
  );
}

function Points({ title, items }: { title: string; items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <div>
      <h3 className="text-xs text-muted">{title}</h3>
      <ul className="list-disc pl-4">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}
