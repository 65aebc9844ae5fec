// What came of a verdict, in its own card, once it is decided.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api, contentOf } from "@/api/client";
import { RResult } from "@/ui/figures";
import { Icon } from "@/ui/icons";

interface VerdictOutcome {
  trade_id: string | null;
  hit: boolean | null;
  reason: string | null;
  r_multiple: string | null;
}

const AT_REST_MILLISECONDS = 400; // what is only scrolled past is not asked about
const FRESH_MILLISECONDS = 60_000;
const WORDS: Readonly<Record<string, string>> = {
  still_open: "The trade is still open.",
  left_in_between: "Left between stop and target: not scored.",
  horizon_passed: "The horizon passed before either was reached.",
  known_before: "The outcome was known before: not scored.",
};

function verdictOutcome(id: string) {
  return queryOptions({
    queryKey: ["verdicts", "outcome", id],
    queryFn: async ({ signal }) => {
      const path = { verdict_id: id };
      const answer = await contentOf(
        api.GET("/api/verdicts/{verdict_id}/outcome", { params: { path }, signal }),
      );
      return asOutcome(answer);
    },
    staleTime: FRESH_MILLISECONDS,
    retry: false,
  });
}

/** The document names another schema for this answer, so it is looked at before it is believed. */
function asOutcome(answer: unknown): VerdictOutcome | null {
  return typeof answer === "object" && answer !== null && "hit" in answer ? (answer as VerdictOutcome) : null;
}

export function Outcome({ verdictId }: { verdictId: string }) {
  const [isAtRest, rest] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => rest(true), AT_REST_MILLISECONDS);
    return () => clearTimeout(timer);
  }, []);
  const { data } = useQuery({ ...verdictOutcome(verdictId), enabled: isAtRest });
  if (!data) return null;
  if (data.hit === null) {
    const words = data.reason && WORDS[data.reason];
    return words ? <p className="text-sm text-muted">{words}</p> : null;
  }
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line pt-3 text-sm">
      <span
        className={`inline-flex items-center gap-1.5 font-medium ${data.hit ? "text-profit" : "text-loss"}`}
      >
        <Icon name={data.hit ? "check" : "close"} />
        {data.hit ? "The target came first" : "The stop came first"}
      </span>
      {data.r_multiple !== null && <RResult value={data.r_multiple} />}
      {data.trade_id && (
        <Link to="/trades/$tradeId" params={{ tradeId: data.trade_id }} className="text-primary underline">
          The trade
        </Link>
      )}
    </p>
  );
}
