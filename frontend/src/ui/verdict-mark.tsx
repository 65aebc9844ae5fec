// The four verdicts: a shape, a word and what it means beside every colour.
export type VerdictKind = "diamond" | "fire" | "skull" | "unreadable";

const NAMES: Record<VerdictKind, string> = {
  diamond: "Diamond",
  fire: "Fire",
  skull: "Skull",
  unreadable: "Cannot read",
};
const MEANINGS: Record<VerdictKind, string> = {
  diamond: "worth taking as planned",
  fire: "possible, under conditions",
  skull: "leave it",
  unreadable: "not enough to judge",
};
const COLOURS: Record<VerdictKind, string> = {
  diamond: "text-diamond",
  fire: "text-fire",
  skull: "text-skull",
  unreadable: "text-unreadable",
};
const SHAPES: Record<VerdictKind, string> = {
  diamond: "M8 1.5 14 8l-6 6.5L2 8z",
  fire: "M8 1c1 3 4 4.5 4 8.5A4.2 4.2 0 0 1 8 14.5 4.2 4.2 0 0 1 4 10c0-1.8.8-2.9 1.7-3.8.2 1 .8 1.6 1.5 1.7C7 5.5 7.2 3 8 1z",
  skull:
    "M8 1.5A5.5 5.5 0 0 0 2.5 7c0 2 1 3.2 2.2 3.9v2.6h1.7v-1.3h.8v1.3h1.6v-1.3h.8v1.3h1.7v-2.6C12.5 10.2 13.5 9 13.5 7A5.5 5.5 0 0 0 8 1.5zM5.8 8.3a1.3 1.3 0 1 1 0-2.6 1.3 1.3 0 0 1 0 2.6zm4.4 0a1.3 1.3 0 1 1 0-2.6 1.3 1.3 0 0 1 0 2.6z",
  unreadable: "",
};

export function VerdictMark({ kind, withMeaning = false }: { kind: VerdictKind; withMeaning?: boolean }) {
  return (
    <span className={`inline-flex items-baseline gap-2 font-semibold ${COLOURS[kind]}`}>
      <svg viewBox="0 0 16 16" className="size-4 self-center" aria-hidden="true">
        {kind === "unreadable" ? (
          <circle
            cx="8"
            cy="8"
            r="6"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeDasharray="3 2"
          />
        ) : (
          <path d={SHAPES[kind]} fill="currentColor" fillRule="evenodd" />
        )}
      </svg>
      {NAMES[kind]}
      {withMeaning && <span className="text-sm font-normal text-secondary">{MEANINGS[kind]}</span>}
    </span>
  );
}
