// Futures that look like the past: bands, falls, streaks and the risk of ruin, for a risk that can be tried out.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { SelectField } from "@/ui/field";
import { named, number, percent } from "@/ui/format";
import { MetricTile } from "@/ui/metric";
import { Card, Loading } from "@/ui/page";
import { type Bet, type Simulation, simulationOf } from "../queries";
import type { Selection } from "../selection";
import { BandPicture } from "./band-picture";

const RISKS = [0.25, 0.5, 1, 1.5, 2, 3, 5];
const RUINS = [30, 50, 70, 80, 90];
const HORIZONS = [50, 100, 250, 500, 1000];

export function SimulationCard({ selection }: { selection: Selection }) {
  const [bet, change] = useState<Bet>({ risk_percent: 1, ruin_percent: 50, horizon: 250 });
  const query = useQuery(simulationOf(selection, bet));
  return (
    <Card title="If the future resembles this">
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-3">
        <Choice
          label="Risk a trade"
          value={bet.risk_percent}
          values={RISKS}
          words={(value) => percent(value / 100, 2)}
          choose={(risk_percent) => change({ ...bet, risk_percent })}
        />
        <Choice
          label="Ruin at"
          value={bet.ruin_percent}
          values={RUINS}
          words={(value) => `${value}% of the start`}
          choose={(ruin_percent) => change({ ...bet, ruin_percent })}
        />
        <Choice
          label="Trades ahead"
          value={bet.horizon}
          values={HORIZONS}
          words={(value) => number(value)}
          choose={(horizon) => change({ ...bet, horizon })}
        />
      </div>
      <Loading query={query} rows={5}>
        {(simulation) =>
          simulation.reason === null ? (
            <div className={`grid grid-cols-1 gap-4 ${query.isPlaceholderData ? "opacity-60" : ""}`}>
              <Outlook simulation={simulation} ruin={bet.ruin_percent} />
            </div>
          ) : (
            <p className="text-muted">
              {named(simulation.reason)}: paths are drawn from closed trades that have an R.
            </p>
          )
        }
      </Loading>
    </Card>
  );
}

function Choice({
  label,
  value,
  values,
  words,
  choose,
}: {
  label: string;
  value: number;
  values: readonly number[];
  words: (value: number) => string;
  choose: (value: number) => void;
}) {
  return (
    <SelectField
      label={label}
      value={String(value)}
      options={values.map((option) => [String(option), words(option)] as const)}
      onChange={(event) => choose(Number(event.target.value))}
    />
  );
}

function Outlook({ simulation, ruin }: { simulation: Simulation; ruin: number }) {
  const { paths, block, percentiles, deepest_drawdown, longest_losing_streak, risk_of_ruin } = simulation;
  const middle = percentiles.indexOf(50);
  const falls = deepest_drawdown.toReversed(); // the deepest fall is the lowest number
  const worst = percentiles.length - 1;
  return (
    <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-[3fr_2fr]">
      <BandPicture simulation={simulation} />
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-3 lg:grid-cols-1">
        {risk_of_ruin && (
          <MetricTile name={`Falls to ${ruin}%`} metric={risk_of_ruin} show={(value) => percent(value, 1)} />
        )}
        <Outcome
          name="Deepest fall"
          usual={percent(falls[middle] ?? 0, 0)}
          bad={percent(falls[worst] ?? 0, 0)}
        />
        <Outcome
          name="Losses in a row"
          usual={number(longest_losing_streak[middle] ?? 0, { maximumFractionDigits: 0 })}
          bad={number(longest_losing_streak[worst] ?? 0, { maximumFractionDigits: 0 })}
        />
        <p className="text-xs text-muted sm:col-span-3 lg:col-span-1">
          {number(paths ?? 0)} paths, drawn in blocks of {number(block ?? 1)} trades as they followed each
          other. It knows only what is in this selection.
        </p>
      </div>
    </div>
  );
}

function Outcome({ name, usual, bad }: { name: string; usual: string; bad: string }) {
  return (
    <div className="grid content-start gap-1 rounded-md border border-line bg-surface p-3">
      <p className="text-sm text-muted">{name}</p>
      <p className="figures text-2xl font-semibold">{usual}</p>
      <p className="figures text-xs text-muted">5 of 100 paths: {bad} or worse</p>
    </div>
  );
}
