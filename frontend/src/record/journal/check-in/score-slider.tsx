// A score from 1 to 5: a slider, or the keys 1 to 5; a digit goes on to the next one.
import { useId } from "react";
import { named } from "@/ui/format";
import { SCORE_WORDS, type Score, scoreInWords } from "./check-in-values";

export function ScoreSlider({
  name,
  value,
  isLocked,
  change,
  next,
}: {
  name: Score;
  value: number | null;
  isLocked: boolean;
  change: (value: number | null) => void;
  /** Goes on to the next slider. */
  next: (from: HTMLElement) => void;
}) {
  const id = useId();
  const [low, high] = SCORE_WORDS[name];
  const press = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[1-5]$/.test(event.key)) {
      event.preventDefault();
      event.stopPropagation();
      change(Number(event.key));
      next(event.currentTarget);
    }
    if (event.key === "Backspace" || event.key === "Delete") change(null);
  };
  return (
    <div className="grid grid-cols-[4.5rem_1fr_1.5rem] items-center gap-x-3">
      <label htmlFor={id} className="text-sm text-secondary">
        {named(name)}
      </label>
      <input
        id={id}
        data-measure
        type="range"
        min={1}
        max={5}
        step={1}
        value={value ?? 3}
        disabled={isLocked}
        aria-valuetext={scoreInWords(name, value)}
        onChange={(event) => change(Number(event.target.value))}
        onClick={(event) => value === null && change(Number(event.currentTarget.value))}
        onKeyDown={press}
        className={`h-8 w-full accent-(--primary) pointer-coarse:h-11 ${value === null ? "opacity-40" : ""}`}
      />
      <output htmlFor={id} className="figures text-right font-medium">
        {value ?? <span className="text-muted">{"\u2013"}</span>}
      </output>
      <span aria-hidden="true" className="col-start-2 -mt-1 flex justify-between text-[11px] text-muted">
        <span>{low}</span>
        <span>{high}</span>
      </span>
    </div>
  );
}
