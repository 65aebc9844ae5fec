// The chance as a bar, with what the engine said before it was calibrated, and the break-even mark.
import { breakEven, chanceWords, engineOf, type Verdict } from "./chance";

export function ChanceBar({ verdict }: { verdict: Verdict }) {
  const words = chanceWords(verdict);
  if (words === null || verdict.confidence === null) return null;
  const chance = verdict.shown_confidence ?? verdict.confidence;
  const needed = breakEven(verdict);
  const raw = `${engineOf(verdict)} said ${verdict.confidence}%.`;
  return (
    <div className="grid gap-1.5">
      <div className="relative h-2 rounded-full bg-raised" aria-hidden="true">
        <span
          className="absolute inset-y-0 left-0 rounded-full bg-current opacity-80"
          style={{ width: `${chance}%` }}
        />
        {verdict.shown_confidence !== null && verdict.shown_confidence !== verdict.confidence && (
          <span
            className="absolute -inset-y-0.5 w-0.5 border-l border-dashed border-muted"
            style={{ left: `${verdict.confidence}%` }}
          />
        )}
        {needed !== null && (
          <span className="absolute -inset-y-1 w-0.5 rounded bg-text" style={{ left: `${needed}%` }} />
        )}
      </div>
      <p className="figures flex flex-wrap justify-between gap-x-4 text-sm text-secondary">
        <span data-part="chance" title={raw}>
          {words}
        </span>
        {needed !== null && <span className="text-muted">break-even at {needed}%</span>}
      </p>
    </div>
  );
}
