// What the coach knows of the trader: patterns, memory, what it said first, and coaching sessions.
import { useQueryClient } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense, useEffect } from "react";
import { connection } from "@/live/connection";
import { Page, Skeleton } from "@/ui/page";
import { orAnew } from "@/ui/part";
import { PartTabs } from "@/ui/part-tabs";
import { PatternsPart } from "./patterns-part";

const MemoryPart = lazy(
  orAnew(async () => ({ default: (await import("@/coach/memory/memory-part")).MemoryPart })),
);
const NudgesPart = lazy(
  orAnew(async () => ({ default: (await import("@/coach/nudges/nudges-part")).NudgesPart })),
);
const SessionsPart = lazy(
  orAnew(async () => ({ default: (await import("@/coach/coaching/sessions-part")).SessionsPart })),
);

const PARTS: readonly (readonly [string, string, ComponentType])[] = [
  ["patterns", "Patterns", PatternsPart],
  ["memory", "Memory", MemoryPart],
  ["nudges", "Nudges", NudgesPart],
  ["sessions", "Sessions", SessionsPart],
];
const TABS = PARTS.map(([id, words]) => ({ id, words, search: { part: id } }));

export function PatternsScreen() {
  const { part } = useSearch({ from: "/patterns" });
  const [name, , Part] = PARTS.find(([known]) => known === part) ?? ["patterns", "", PatternsPart];
  useNews();
  return (
    <Page title="Patterns">
      <PartTabs label="Parts of the patterns" to="/patterns" tabs={TABS} current={name} />
      <Suspense fallback={<Skeleton />}>
        <Part />
      </Suspense>
    </Page>
  );
}

/** What the detectors find and the coach says while the screen is open appears by itself. */
function useNews(): void {
  const queries = useQueryClient();
  useEffect(
    () =>
      connection.on("notification", ({ kind }) => {
        if (kind === "pattern") void queries.invalidateQueries({ queryKey: ["behaviour"] });
        if (kind === "nudge") void queries.invalidateQueries({ queryKey: ["nudges"] });
      }),
    [queries],
  );
}
