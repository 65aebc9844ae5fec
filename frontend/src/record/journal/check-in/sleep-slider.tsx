// Hours of sleep, by half hours; the digits 1 to 9 are whole hours.
import { useId } from "react";
import { number } from "@/ui/format";

const MOST_HOURS = 12;

export function SleepSlider({
  value,
  isLocked,
  change,
  next,
}: {
  value: number | null;
  isLocked: boolean;
  change: (value: number | null) => void;
  next: (from: HTMLElement) => void;
}) {
  const id = useId();
  const press = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[1-9]$/.test(event.key)) {
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
        Sleep
      </label>
      <input
        id={id}
        data-measure
        type="range"
        min={0}
        max={MOST_HOURS}
        step={0.5}
        value={Math.min(value ?? 7, MOST_HOURS)}
        disabled={isLocked}
        aria-valuetext={value === null ? "not said" : `${number(value)} hours`}
        onChange={(event) => change(Number(event.target.value))}
        onClick={(event) => value === null && change(Number(event.currentTarget.value))}
        onKeyDown={press}
        className={`h-8 w-full accent-(--primary) pointer-coarse:h-11 ${value === null ? "opacity-40" : ""}`}
      />
      <output htmlFor={id} className="figures text-right font-medium whitespace-nowrap">
        {value === null ? <span className="text-muted">{"\u2013"}</span> : `${number(value)}h`}
      </output>
    </div>
  );
}
