// What came of coaching: the days after sessions against as many before, with N and intervals; soft evidence, and it says so.
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { detectorWords } from "@/coach/behaviour/detector-words";
import { SelectField } from "@/ui/field";
import { RResult } from "@/ui/figures";
import { inR, moment, number, percent } from "@/ui/format";
import { MetricTile } from "@/ui/metric";
import { Card, EmptyState, Loading } from "@/ui/page";
import { Sideways } from "@/ui/sideways";
import { type Effectiveness, effectiveness } from "./queries";
import { ratingWords, typeWords } from "./words";

const WINDOWS = ["7", "14", "30", "60", "90"].map((days) => [days, `${days} days`] as const);
const USUAL_DAYS = "14";

const signed = (value: string | number) =>
  number(value, { maximumFractionDigits: 1, signDisplay: "exceptZero" });
const stars = (value: string | number) => number(value, { maximumFractionDigits: 1 });

export function EffectivenessView() {
  const { days } = useSearch({ from: "/patterns" });
  const navigate = useNavigate({ from: "/patterns" });
  const chosen = WINDOWS.find(([name]) => name === days)?.[0] ?? USUAL_DAYS;
  const query = useQuery(effectiveness(Number(chosen)));
  return (
    <>
      <div className="w-48">
        <SelectField
          label="Before and after, each"
          value={chosen}
          options={WINDOWS}
          onChange={({ target }) =>
            void navigate({ search: (before) => ({ ...before, days: target.value }), replace: true })
          }
        />
      </div>
      <Loading query={query}>
        {(content) =>
          content.sessions === 0 ? (
            <EmptyState title="No session is finished yet">
              <p>
                Once sessions are finished and some days have gone by, this compares your trades after them
                with those before.
              </p>
            </EmptyState>
          ) : (
            <Came content={content} />
          )
        }
      </Loading>
    </>
  );
}

function Came({ content }: { content: Effectiveness }) {
  return (
    <>
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-5">
        <MetricTile name="Rating" metric={content.rating} show={stars} />
        <MetricTile name="Steps kept" metric={content.steps_kept} show={(share) => percent(share, 0)} />
        <MetricTile name="R a trade, after less before" metric={content.r.difference} show={inR} />
        <MetricTile name="Adherence, after less before" metric={content.adherence.difference} show={signed} />
        <MetricTile
          name="Its behaviour in 100, after less before"
          metric={content.target.difference}
          show={signed}
        />
      </div>
      <p className="text-sm text-secondary">{content.caution}</p>
      <Card title="Session by session">
        <Sideways label="What helped">
          <table className="figures w-full text-right">
            <thead>
              <tr className="text-sm text-muted">
                <th className="text-left font-normal">Session</th>
                <th className="pl-3 text-left font-normal">To change</th>
                <th className="pl-3 font-normal">Rated</th>
                <th className="pl-3 font-normal">Trades before, after</th>
                <th className="pl-3 font-normal">R</th>
                <th className="pl-3 font-normal">Behaviour in 100</th>
              </tr>
            </thead>
            <tbody>
              {content.latest.map((effect) => (
                <EffectRow key={effect.session_id} effect={effect} />
              ))}
            </tbody>
          </table>
        </Sideways>
      </Card>
    </>
  );
}

function EffectRow({ effect }: { effect: Effectiveness["latest"][number] }) {
  const { target_before, target_after } = effect;
  return (
    <tr className="h-10 border-t border-line">
      <td className="text-left whitespace-nowrap">
        {typeWords(effect.session_type)}{" "}
        <span className="text-sm text-muted">{moment(effect.finished_at)}</span>
      </td>
      <td className="pl-3 text-left whitespace-nowrap">
        {effect.target ? detectorWords(effect.target) : "\u2013"}
      </td>
      <td className="pl-3 whitespace-nowrap">{ratingWords(effect.rating)}</td>
      <td className="pl-3 whitespace-nowrap">
        {number(effect.trades_before)}, {number(effect.trades_after)}
        {!effect.complete && <span className="text-sm text-muted"> so far</span>}
      </td>
      <td className="pl-3">
        <RResult value={effect.r.value} />
      </td>
      <td className="pl-3 whitespace-nowrap">
        {target_before === null || target_after === null
          ? "\u2013"
          : `${stars(target_before)} to ${stars(target_after)}`}
      </td>
    </tr>
  );
}
