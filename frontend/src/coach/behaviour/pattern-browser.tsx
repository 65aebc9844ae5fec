// Patterns in a list, the open one beside it; on a phone one after the other.
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useKeys } from "@/shell/keys";
import { useMatches } from "@/ui/media";
import { PatternPanel } from "./pattern-panel";
import { PatternRow } from "./pattern-row";
import type { Pattern } from "./queries";
import { useNames } from "./use-names";
import { byStream } from "./words";

const WIDE = "(min-width: 1024px)";

export function PatternBrowser({ patterns: unsorted }: { patterns: readonly Pattern[] }) {
  const streams = byStream(unsorted);
  const patterns = streams.flat();
  const { pattern, event } = useSearch({ from: "/patterns" });
  const navigate = useNavigate({ from: "/patterns" });
  const names = useNames();
  const isWide = useMatches(WIDE);
  const fallback = isWide && !event ? patterns[0] : undefined;
  const openId = pattern ?? fallback?.id; // one without a finding that counts is in no list, and can still be seen

  const go = (id: string) =>
    void navigate({ search: { part: "patterns", pattern: id }, replace: true, resetScroll: false });
  const step = (by: number) => {
    const place = patterns.findIndex(({ id }) => id === openId);
    const next = patterns[Math.max(0, Math.min(patterns.length - 1, place + by))];
    if (next) go(next.id);
  };
  useKeys({ "]": () => step(1), "[": () => step(-1) });

  const list = (
    <nav
      aria-label="Patterns that were found"
      className="grid content-start gap-1 self-start lg:sticky lg:top-4 lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto"
    >
      {streams.map(([first, ...others], place) => (
        <div key={first.account_id + first.trade_type} className="grid gap-1">
          {streams.length > 1 && (
            <h2 className={`px-3 text-sm text-muted ${place > 0 ? "pt-4" : ""}`}>{names.streamOf(first)}</h2>
          )}
          {[first, ...others].map((row) => (
            <PatternRow key={row.id} pattern={row} isOpen={row.id === openId} />
          ))}
        </div>
      ))}
      <p className="hidden px-3 pt-1 text-xs text-muted pointer-fine:lg:block">
        [ and ] move between patterns; j, k, then y, n or p answer findings.
      </p>
    </nav>
  );
  if (!isWide && openId) {
    return (
      <>
        <Link
          to="/patterns"
          search={{ part: "patterns" }}
          className="inline-flex min-h-11 items-center justify-self-start text-primary"
        >
          {"\u2039"} All patterns
        </Link>
        <PatternPanel key={openId} id={openId} />
      </>
    );
  }
  return (
    <div className="grid gap-6 lg:grid-cols-[20rem_1fr]">
      {list}
      {openId && <PatternPanel key={openId} id={openId} />}
    </div>
  );
}
