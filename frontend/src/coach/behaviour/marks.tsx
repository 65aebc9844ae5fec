// How a pattern stands and how grave a finding is: a shape and a word beside every colour.
import type { Answer, PatternStatus, Severity } from "./queries";
import { ANSWERS, SEVERITIES, STATUSES } from "./words";

const SHAPES: Record<PatternStatus, string> = {
  learning: "M8 3a5 5 0 1 0 0 10A5 5 0 1 0 8 3",
  active: "M8 2.5 14 13.5H2z",
  improving: "M3 4l4 5 2.5-2.5L13 12M13 8v4H9",
  resolved: "M3 8.5 6.5 12 13 4.5",
};
const COLOURS: Record<PatternStatus, string> = {
  learning: "text-muted",
  active: "text-caution",
  improving: "text-primary",
  resolved: "text-profit",
};

export function StatusMark({ status }: { status: PatternStatus }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap ${COLOURS[status]}`}
    >
      <svg viewBox="0 0 16 16" className="size-3.5" aria-hidden="true">
        <path
          d={SHAPES[status]}
          fill={status === "active" ? "currentColor" : "none"}
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinecap="round"
          strokeLinejoin="round"
          strokeDasharray={status === "learning" ? "3 2.5" : undefined}
        />
      </svg>
      {STATUSES[status]}
    </span>
  );
}

const RANKS: Record<Severity, number> = { mild: 1, marked: 2, severe: 3 };

/** Three steps, as many of them filled as it is grave. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return (
    <span className="inline-flex w-20 items-center gap-1.5 text-sm whitespace-nowrap text-secondary">
      <Steps filled={RANKS[severity]} of={3} />
      {SEVERITIES[severity]}
    </span>
  );
}

/** Of a pattern: 1 to 5. */
export function GravityMark({ gravity }: { gravity: number }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-sm whitespace-nowrap text-muted">
      <Steps filled={gravity} of={5} />
      <span className="sr-only">Severity</span> {gravity} of 5
    </span>
  );
}

function Steps({ filled, of }: { filled: number; of: number }) {
  return (
    <svg viewBox={`0 0 ${of * 4} 12`} className="h-3" style={{ width: of * 4 }} aria-hidden="true">
      {Array.from({ length: of }, (_, place) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have nothing but their place
          key={place}
          x={place * 4 + 0.5}
          y={12 - ((place + 1) * 12) / of}
          width="2.5"
          height={((place + 1) * 12) / of}
          className={place < filled ? "fill-caution" : "fill-line"}
        />
      ))}
    </svg>
  );
}

/** What the trader answered; nothing where nothing was. */
export function AnswerMark({ answer }: { answer: Answer | null }) {
  if (answer === null) return <span className="text-sm text-muted">No answer yet</span>;
  return (
    <span className="inline-flex items-center gap-1.5 rounded border border-line px-1.5 text-sm text-secondary">
      <span aria-hidden="true">{answer === "yes" ? "\u2713" : answer === "no" ? "\u00d7" : "\u25cb"}</span>
      <span className="sr-only">You answered:</span>
      {ANSWERS[answer]}
    </span>
  );
}
