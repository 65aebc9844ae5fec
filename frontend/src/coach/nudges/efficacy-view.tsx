// Whether nudges help, kind by kind: said ones beside withheld ones and beside the time before, with N and interval.
import { useQuery } from "@tanstack/react-query";
import { moment, number } from "@/ui/format";
import { IntervalMark, IntervalTable, scaleOf } from "@/ui/interval-plot";
import { Card, Loading } from "@/ui/page";
import { type KindEfficacy, nudgeEfficacy } from "./queries";
import { countingEffect, difference, kindWords, measured } from "./words";

const STANDINGS: Record<KindEfficacy["standing"], readonly [mark: string, words: string, colour: string]> = {
  not_yet_known: ["\u25cc", "Not known yet", "text-muted"],
  helps: ["\u25b2", "It helps", "text-profit"],
  no_effect_shown: ["\u25cb", "No effect shown", "text-secondary"],
  retired: ["\u25a0", "Retired", "text-muted"],
};
const AGAINST = { withheld: "those kept back", before: "the half year before" };

export function EfficacyView() {
  const query = useQuery(nudgeEfficacy());
  return (
    <Loading query={query}>
      {({ items, rule }) => (
        <>
          <div className="grid gap-4 lg:grid-cols-2">
            {items.map((kind) => (
              <KindCard key={kind.kind} kind={kind} />
            ))}
          </div>
          <details>
            <summary className="min-h-6 text-sm text-muted pointer-coarse:min-h-11">
              When a kind retires
            </summary>
            <p className="pt-1 text-sm text-secondary">{rule}</p>
          </details>
        </>
      )}
    </Loading>
  );
}

function KindCard({ kind }: { kind: KindEfficacy }) {
  const [mark, words, colour] = STANDINGS[kind.standing];
  const isMeasured = kind.sent.n + kind.withheld.n + kind.before.n > 0;
  return (
    <Card
      title={kindWords(kind.kind)}
      actions={
        <span className={`text-sm font-medium ${colour}`}>
          {mark} {words}
        </span>
      }
    >
      <p className="text-secondary">{kind.hypothesis}</p>
      {isMeasured && (
        <IntervalTable
          caption={`Outcomes: ${kind.formula}`}
          rows={[
            sideOf("Said", kind.sent),
            sideOf("Kept back", kind.withheld),
            sideOf("Before any", kind.before),
          ]}
          show={(value) => measured(kind.kind, value)}
        />
      )}
      <EffectWords kind={kind} />
      <p className="text-xs text-muted">
        Measured: {kind.formula}. {kind.more_is_better ? "More is better." : "Less is better."} The smallest
        change worth an interruption is {difference(kind.kind, kind.least)}.{" "}
        {kind.pending > 0 && `${number(kind.pending)} wait to be measured. `}
        {withoutOutcome(kind)}
        Helpful {number(kind.helpful)}, not helpful {number(kind.not_helpful)}.
        {kind.retired_at && ` Retired ${moment(kind.retired_at)}.`}
      </p>
    </Card>
  );
}

function sideOf(words: string, { n, mean }: KindEfficacy["sent"]) {
  return { words, value: mean, low: null, high: null, n };
}

function EffectWords({ kind }: { kind: KindEfficacy }) {
  const { against, effect } = countingEffect(kind);
  const { value, interval, n, n_other } = effect;
  const row = interval && {
    words: "Difference",
    value,
    low: Number(interval.low),
    high: Number(interval.high),
    n: n + n_other,
  };
  return (
    <div className="figures grid gap-1 text-sm">
      <p>
        {kind.said}{" "}
        {value !== null && interval !== null && (
          <span className="text-secondary">
            Against {AGAINST[against]} (N {number(n)} and {number(n_other)}): {difference(kind.kind, value)},{" "}
            {difference(kind.kind, Number(interval.low))} to {difference(kind.kind, Number(interval.high))} at{" "}
            {number(interval.confidence, { style: "percent" })}.
          </span>
        )}
        {value !== null && interval === null && (
          <span className="text-muted">
            {number(n)} and {number(n_other)} outcomes; ten on each side are needed for an interval.
          </span>
        )}
      </p>
      {row && <IntervalMark row={row} scale={scaleOf([row])} isCurrent />}
    </div>
  );
}

function withoutOutcome({ without_outcome }: KindEfficacy): string {
  const parts = Object.entries(without_outcome).map(
    ([reason, n]) => `${number(n)} ${reason.replaceAll("_", " ")}`,
  );
  return parts.length ? `Not decided: ${parts.join(", ")}. ` : "";
}
