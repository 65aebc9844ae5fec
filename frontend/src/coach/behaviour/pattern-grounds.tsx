// What a pattern stands on: tests of the whole record, and how exact its detector was with this trader.
import { named, number, percent } from "@/ui/format";
import { Why } from "@/ui/metric";
import { Card } from "@/ui/page";
import { Sideways } from "@/ui/sideways";
import type { DetectorState, PatternDetail, Trait } from "./queries";
import { reasonWords, splitTraits, strictnessWords, traitFigure } from "./words";

export function PatternGrounds({ pattern }: { pattern: PatternDetail }) {
  const [found, others] = splitTraits(pattern.traits);
  return (
    <Card title="What it stands on">
      <Exactness state={pattern.detector_state} />
      {found.length > 0 ? (
        <TraitTable traits={found} caption="Tests of your whole record that found something" />
      ) : (
        <p className="text-secondary">
          No test of your whole record confirms it yet: it rests on the single findings.
        </p>
      )}
      {others.length > 0 && (
        <details>
          <summary className="min-h-6 text-sm text-muted pointer-coarse:min-h-11">
            {number(others.length)} {others.length === 1 ? "test" : "tests"} that found nothing, or could not
            be made
          </summary>
          <TraitTable traits={others} caption="Tests that found nothing" />
        </details>
      )}
    </Card>
  );
}

/** How exact a detector was, by the trader's own answers. */
export function Exactness({ state }: { state: DetectorState }) {
  const { precision, strictness } = state;
  return (
    <p className="text-secondary">
      {precision.value === null
        ? "You have not answered this detector yet, so nobody knows how exact it is with you. "
        : `By your answers ${percent(precision.value, 0)} of what it found was so. `}
      {strictnessWords(strictness)}{" "}
      {precision.value !== null && (
        <Why name="Exactness" metric={precision} show={(value) => percent(value, 0)} />
      )}
    </p>
  );
}

function TraitTable({ traits, caption }: { traits: readonly Trait[]; caption: string }) {
  return (
    <Sideways label={caption}>
      <table className="figures w-full text-right">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="text-sm text-muted">
            <th className="text-left font-normal">Test</th>
            <th className="pl-3 font-normal">Figure</th>
            <th className="hidden pl-3 font-normal sm:table-cell">95% interval</th>
            <th className="pl-3 font-normal">N</th>
          </tr>
        </thead>
        <tbody>
          {traits.map((trait) => (
            <tr key={trait.name} className="h-8 border-t border-line">
              <td className="text-left">{named(trait.name)}</td>
              <td className="pl-3">{figureOf(trait)}</td>
              <td className="hidden pl-3 text-muted sm:table-cell">
                {trait.interval &&
                  `${traitFigure(Number(trait.interval.low), trait.unit)} to ${traitFigure(Number(trait.interval.high), trait.unit)}`}
              </td>
              <td className="pl-3 text-muted">{number(trait.n)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

function figureOf({ status, value, unit, reason }: Trait): string {
  if (value !== null) return traitFigure(value, unit) + (status === "not_found" ? ", not found" : "");
  return reasonWords(reason ?? status);
}
