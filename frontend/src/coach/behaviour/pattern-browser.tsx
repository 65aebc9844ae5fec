// Patterns in a list, the open one beside it; on a phone one after the other.
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useKeys } from "@/shell/keys";
import { useMatches } from "@/ui/media";
import { PatternPanel } from "./pattern-panel";
import { PatternRow } from "./pattern-row";
import type { Pattern } from "./queries";
import { useNames } from "./use-names";

const WIDE = "(min-width: 1024px)";

export function PatternBrowser({ patterns }: { patterns: readonly Pattern[] }) {
  const { pattern, event } = useSearch({ from: "/patterns" });
  const navigate = useNavigate({ from: "/patterns" });
  const names = useNames();
  const isWide = useMatches(WIDE);
  const hasStreams = new Set(patterns.map(({ account_id, trade_type }) => account_id + trade_type)).size > 1;
  const fallback = isWide && !event ? patterns[0] : undefined;
  const open = patterns.find(({ id }) => id === pattern) ?? fallback;

  const go = (id: string) =>
    void navigate({ search: { part: "patterns", pattern: id }, replace: true, resetScroll: false });
  const step = (by: number) => {
    const place = patterns.findIndex(({ id }) => id === open?.id);
    const next = patterns[Math.max(0, Math.min(patterns.length - 1, place + by))];
    if (next) go(next.id);
  };
  useKeys({ "]": () => step(1), "[": () => step(-1) });

  const list = (
    <nav
      aria-label="Patterns that were found"
      className="grid content-start gap-1 self-start lg:sticky lg:top-4"
    >
      {patterns.map((row) => (
        <PatternRow
          key={row.id}
          pattern={row}
          stream={hasStreams ? names.streamOf(row) : undefined}
          isOpen={row.id === open?.id}
        />
      ))}
      <p className="hidden px-3 pt-1 text-xs text-muted pointer-fine:lg:block">
        [ and ] move between patterns; j, k, then y, n or p answer findings.
      </p>
    </nav>
  );
  if (!isWide && open) {
    return (
      <>
        <Link
          to="/patterns"
          search={{ part: "patterns" }}
          className="inline-flex min-h-11 items-center justify-self-start text-primary"
        >
          {"\u2039"} All patterns
        </Link>
        <PatternPanel key={open.id} id={open.id} stream={names.streamOf(open)} />
      </>
    );
  }
  return (
    <div className="grid gap-6 lg:grid-cols-[20rem_1fr]">
      {list}
      {open && <PatternPanel key={open.id} id={open.id} stream={names.streamOf(open)} />}
    </div>
  );
}
