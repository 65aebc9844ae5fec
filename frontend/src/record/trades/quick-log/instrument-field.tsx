// The instrument of a trade: what the server takes a text for, and what else could be meant.
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import type { ComponentProps } from "react";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { Refused, wordsOf } from "@/api/problem";
import { TextField } from "@/ui/field";
import { named } from "@/ui/format";

export type Meaning = components["schemas"]["MeaningOut"];

interface Candidate {
  symbol: string;
  kind: string;
  exchange: string | null;
  name: string;
}

export function meaningOf(symbol: string) {
  return queryOptions({
    queryKey: ["instruments", "meaning", symbol.toLowerCase()],
    queryFn: ({ signal }) =>
      contentOf(api.GET("/api/trading/instruments/resolve", { params: { query: { symbol } }, signal })),
    enabled: symbol !== "",
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
}

/** `symbol` is the text that is asked for: what was typed, a moment ago. */
export function InstrumentField({
  symbol,
  choose,
  error,
  ...rest
}: { symbol: string; choose: (symbol: string) => void; error?: string } & ComponentProps<"input">) {
  const meaning = useQuery(meaningOf(symbol));
  const candidates = symbol === "" ? [] : candidatesOf(meaning.error);
  const unknown =
    symbol !== "" && meaning.error ? wordsOf(meaning.error).replace(/^instrument: /, "") : undefined;
  return (
    <div className="grid gap-1.5">
      <TextField
        label="Instrument"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        error={error ?? unknown}
        hint={symbol !== "" && !meaning.error ? told(meaning.data) : undefined}
        {...rest}
      />
      {candidates.length > 0 && (
        <ul aria-label="What could be meant" className="flex flex-wrap gap-1">
          {candidates.map((candidate) => (
            <li key={`${candidate.symbol} ${candidate.exchange}`}>
              <button
                type="button"
                title={`${candidate.name}, ${named(candidate.kind)}`}
                onClick={() => choose(candidate.symbol)}
                className="min-h-7 rounded-md border border-line bg-raised px-2 text-xs hover:border-muted pointer-coarse:min-h-11"
              >
                <span className="font-mono font-medium">{candidate.symbol}</span>{" "}
                <span className="text-secondary">{candidate.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function told(meaning: Meaning | undefined): string | undefined {
  if (meaning === undefined) return undefined;
  const { instrument, contract } = meaning;
  return `${contract ? `${contract}: ` : ""}${instrument.name}, ${named(instrument.kind).toLowerCase()}, tick ${instrument.tick_size}`;
}

function candidatesOf(error: unknown): readonly Candidate[] {
  if (!(error instanceof Refused)) return [];
  const { candidates } = error.problem as { candidates?: unknown };
  return Array.isArray(candidates) ? candidates.filter(isCandidate) : [];
}

function isCandidate(value: unknown): value is Candidate {
  return typeof value === "object" && value !== null && "symbol" in value && "name" in value;
}
