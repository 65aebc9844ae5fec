// How much of something is used, as a bar; a gap marks from where on it is near.
import { percent } from "@/ui/format";

export function PartBar({
  label,
  part,
  colour = "bg-primary",
  markAt = null,
}: {
  label: string;
  /** From 0 to 1. */
  part: number;
  colour?: string;
  markAt?: number | null;
}) {
  return (
    <>
      <meter className="sr-only" aria-label={label} min={0} max={1} value={part}>
        {percent(part, 0)}
      </meter>
      <div aria-hidden="true" className="relative h-2 overflow-hidden rounded-full bg-raised">
        <div className={`h-full rounded-full ${colour}`} style={{ width: `${part * 100}%` }} />
        {markAt !== null && (
          <span className="absolute inset-y-0 w-0.5 bg-muted" style={{ left: `${markAt * 100}%` }} />
        )}
      </div>
    </>
  );
}
