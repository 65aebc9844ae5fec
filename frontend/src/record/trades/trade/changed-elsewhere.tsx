// The trade was changed elsewhere while its form was open: both versions, field by field, and nothing typed is lost.
import { Refused } from "@/api/problem";
import { Button } from "@/ui/button";
import { NOTHING } from "@/ui/format";
import type { Trade } from "../queries";

export const FIELDS = [
  "setup",
  "strategy_id",
  "account_id",
  "emotional_state",
  "pattern_tags",
  "notes",
] as const;
export type FieldName = (typeof FIELDS)[number];
export type Values = Record<FieldName, string>;

const LABELS: Readonly<Record<FieldName, string>> = {
  setup: "Setup",
  strategy_id: "Strategy",
  account_id: "Account",
  emotional_state: "Feeling",
  pattern_tags: "Tags",
  notes: "Notes",
};

/** How the trade stands now, where a change was refused because it is another version. */
export function changedElsewhere(error: unknown): Trade | null {
  if (!(error instanceof Refused) || error.code !== "version.stale") return null;
  const { current } = error.problem as { current?: Trade }; // a member of this refusal alone
  return current ?? null;
}

/** The fields in which the two differ. */
export function differing(mine: Values, theirs: Values): FieldName[] {
  return FIELDS.filter((field) => mine[field] !== theirs[field]);
}

export function ChangedElsewhere({
  mine,
  theirs,
  take,
  saveMine,
}: {
  mine: Values;
  theirs: Values;
  take: (field: FieldName) => void;
  saveMine: () => void;
}) {
  const fields = differing(mine, theirs);
  return (
    <section
      role="alert"
      aria-label="Changed elsewhere"
      className="col-span-2 grid gap-3 rounded-md border border-fire/60 p-3 text-sm"
    >
      <p className="font-medium">
        This trade was changed elsewhere while you wrote. Nothing of yours is lost.
      </p>
      {fields.map((field) => (
        <div key={field} className="grid gap-1 sm:grid-cols-[5rem_1fr_1fr_auto] sm:items-start sm:gap-3">
          <span className="text-muted">{LABELS[field]}</span>
          <span className="whitespace-pre-wrap">
            <span className="text-muted">Yours: </span>
            {shown(field, mine[field])}
          </span>
          <span className="whitespace-pre-wrap">
            <span className="text-muted">Theirs: </span>
            {shown(field, theirs[field])}
          </span>
          <Button kind="quiet" className="text-sm" onClick={() => take(field)}>
            Take theirs
          </Button>
        </div>
      ))}
      {fields.length === 0 && <p className="text-secondary">Both say the same in every field.</p>}
      <Button className="justify-self-end" onClick={saveMine}>
        Go on with what the form says
      </Button>
    </section>
  );
}

function shown(field: FieldName, value: string): string {
  if (!value) return NOTHING;
  return field.endsWith("_id") ? "another one" : value;
}
