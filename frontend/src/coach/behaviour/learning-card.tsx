// A stream of the record that is too short for a baseline: how far it is, and what speaks until then.
import { number } from "@/ui/format";
import type { Learning } from "./queries";
import { learned } from "./words";

export function LearningCard({ stream, name }: { stream: Learning; name: string }) {
  const { positions, missing } = stream;
  return (
    <section
      aria-label={`${name}: learning`}
      className="grid gap-2 rounded-md border border-dashed border-line p-4 sm:grid-cols-[1fr_14rem] sm:items-center sm:gap-6"
    >
      <div>
        <h2 className="font-semibold">{name}: learning</h2>
        <p className="text-secondary">
          The detectors compare you with yourself; they still need {number(missing)}{" "}
          {missing === 1 ? "position" : "positions"}. Until then only your own rules speak.
        </p>
      </div>
      <div className="grid gap-1">
        <progress
          className="h-2 w-full accent-(--button)"
          max={positions + missing}
          value={positions}
          aria-label={`${name}: positions until the detectors know your habit`}
        />
        <p className="figures text-right text-sm text-muted">{learned(positions, missing)}</p>
      </div>
    </section>
  );
}
