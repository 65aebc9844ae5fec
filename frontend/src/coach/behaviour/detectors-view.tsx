// Each detector: what it looks for, how exact it was by the trader's answers, and where it still learns.
import { Link } from "@tanstack/react-router";
import { number, percent } from "@/ui/format";
import { Why } from "@/ui/metric";
import { Card } from "@/ui/page";
import { detectorWords } from "./detector-words";
import { LearningCard } from "./learning-card";
import type { DetectorState, Patterns } from "./queries";
import { useNames } from "./use-names";

export function DetectorsView({ patterns }: { patterns: Patterns }) {
  const names = useNames();
  return (
    <>
      {patterns.learning.map((stream) => (
        <LearningCard
          key={`${stream.trade_type}:${stream.account_id}`}
          stream={stream}
          name={names.streamOf(stream)}
        />
      ))}
      <Card title="What is looked for, and how exact it is with you">
        <p className="text-secondary">
          Each No or Was planned makes a detector stricter, each Yes less so. One answer to a whole pattern
          counts once.
        </p>
        <ul>
          {patterns.detectors.map((state) => (
            <DetectorRow key={state.detector} state={state} />
          ))}
        </ul>
      </Card>
    </>
  );
}

function DetectorRow({ state }: { state: DetectorState }) {
  const { precision, strictness } = state;
  return (
    <li className="grid gap-x-6 gap-y-1 border-t border-line py-2.5 first:border-0 sm:grid-cols-[1fr_11rem_12rem]">
      <div>
        <Link
          to="/patterns"
          search={{ part: "patterns", view: "findings", detector: state.detector }}
          className="inline-flex min-h-6 items-center font-medium hover:underline pointer-coarse:min-h-11"
        >
          {detectorWords(state.detector)}
        </Link>
        <p className="text-sm text-secondary">{state.what}</p>
      </div>
      <div className="figures grid content-start sm:justify-items-end sm:text-right">
        {precision.value === null ? (
          <span className="text-sm text-muted sm:col-span-2">No answers yet</span>
        ) : (
          <>
            <span>{percent(precision.value, 0)} was so</span>
            <Why name="Exactness" metric={precision} show={(value) => percent(value, 0)} />
          </>
        )}
      </div>
      {precision.value !== null && (
        <div className="figures text-sm text-muted sm:text-right">
          <p>
            Yes {number(state.confirmed)}, no {number(state.denied)}, planned {number(state.planned)}
          </p>
          <p>{strictness === 0 ? "as strict as with everybody" : `stricter by ${percent(strictness, 0)}`}</p>
        </div>
      )}
    </li>
  );
}
