// How good the verdicts were, and each of them: figures with N and interval, what was said against what came, and the misses.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { DateControl } from "@/record/filters/date-control";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { SelectField } from "@/ui/field";
import { inR, named, number, percent } from "@/ui/format";
import { MetricTile } from "@/ui/metric";
import { Card, EmptyState, ErrorNote, Loading, Page, Skeleton } from "@/ui/page";
import { Sideways } from "@/ui/sideways";
import { VerdictMark } from "@/ui/verdict-mark";
import { InstrumentSearch } from "./instrument-search";
import { MissesCard } from "./misses-card";
import { OverTimeCard } from "./over-time";
import {
  type Decided,
  type ListFilter,
  type ScoreBy,
  type Scores,
  type VerdictKind,
  type VerdictSort,
  verdictList,
  verdictScores,
} from "./queries";
import { Reliability } from "./reliability";
import { VerdictRow } from "./verdict-row";

const BY: readonly (readonly [ScoreBy, string])[] = [
  ["verdict", "By verdict"],
  ["setup", "By setup"],
  ["instrument", "By market"],
  ["engine", "By engine"],
  ["model", "By model"],
  ["prompt_version", "By version of the prompt"],
];
const KINDS: readonly (readonly [VerdictKind | "", string])[] = [
  ["", "All verdicts"],
  ["diamond", "Diamond"],
  ["fire", "Fire"],
  ["skull", "Skull"],
  ["unreadable", "Cannot read"],
];

const CAME: readonly (readonly [Decided | "", string])[] = [
  ["", "Whatever came"],
  ["hit", "Target came"],
  ["miss", "Stop came"],
  ["undecided", "Not decided"],
];
const SORTS: readonly (readonly [VerdictSort, string])[] = [
  ["-created_at", "Latest first"],
  ["created_at", "Earliest first"],
  ["-confidence", "Surest first"],
  ["confidence", "Least sure first"],
];

const KINDS_OF_VERDICTS = new Set<string>(["diamond", "fire", "skull", "unreadable"]);

export function VerdictsScreen() {
  const search = useSearch({ from: "/verdicts" });
  const navigate = useNavigate({ from: "/verdicts" });
  const by = BY.find(([name]) => name === search.by)?.[0] ?? "verdict";
  const kind = KINDS.find(([name]) => name === search.verdict)?.[0] || undefined;
  const of = { instrument: search.instrument, setup: search.setup, engine: search.engine };
  const days = { day_from: search.day_from, day_to: search.day_to };
  const decided = CAME.find(([name]) => name === search.decided)?.[0] || undefined;
  const sort = SORTS.find(([name]) => name === search.sort)?.[0] ?? "-created_at";
  const scores = useQuery(verdictScores({ by, ...of }));
  const change = (values: Record<string, string | undefined>) =>
    void navigate({ search: (before) => ({ ...before, ...values }), replace: true });
  const ask = () => void navigate({ to: "/coach" });
  useKeys({ n: ask });
  useOffered([{ id: "verdicts.ask", words: "Ask for a verdict", key: "n", group: "Verdicts", run: ask }]);

  return (
    <Page title="Verdicts">
      <Loading query={scores}>
        {(content) => (
          <>
            {content.verdicts > 0 && <Headline scores={content} />}
            {content.verdicts === 0 ? (
              <EmptyState
                title="No verdict is on record yet"
                action={
                  <Button kind="primary" onClick={ask} shortcut="n">
                    Ask for the first
                  </Button>
                }
              >
                <p>
                  Every verdict says how likely the target comes before the stop, and is scored when the
                  market has decided.
                </p>
              </EmptyState>
            ) : (
              <div className="grid gap-5 lg:grid-cols-2">
                <Card title="What was said against what came">
                  <Reliability bins={content.bins} />
                </Card>
                <Card
                  title="Groups"
                  actions={
                    <SelectField
                      label="Put together"
                      value={by}
                      options={BY}
                      onChange={(event) => change({ by: event.target.value })}
                    />
                  }
                >
                  <Groups scores={content} />
                </Card>
              </div>
            )}
            {content.decided > 0 && (
              <div className="grid items-start gap-5 lg:grid-cols-2">
                <OverTimeCard filter={of} />
                <MissesCard filter={of} />
              </div>
            )}
          </>
        )}
      </Loading>
      <Card
        title="Each of them"
        actions={
          <span className="flex flex-wrap items-end gap-2">
            <DateControl span={days} change={({ day_from, day_to }) => change({ day_from, day_to })} />
            <InstrumentSearch
              key={of.instrument}
              instrument={of.instrument}
              choose={(instrument) => change({ instrument })}
            />
            <SelectField
              label="Show"
              value={kind ?? ""}
              options={KINDS}
              onChange={(event) => change({ verdict: event.target.value || undefined })}
            />
            <SelectField
              label="What came"
              value={decided ?? ""}
              options={CAME}
              onChange={(event) => change({ decided: event.target.value || undefined })}
            />
            <SelectField
              label="Order"
              value={sort}
              options={SORTS}
              onChange={(event) => change({ sort: event.target.value })}
            />
          </span>
        }
      >
        <VerdictList
          filter={{ verdict: kind, decided, sort, instrument: of.instrument, engine: of.engine, ...days }}
        />
      </Card>
    </Page>
  );
}

function Headline({ scores }: { scores: Scores }) {
  const share = (value: string | number) => percent(value, 0);
  const three = (value: string | number) =>
    number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  return (
    <>
      <p className="text-secondary">
        {number(scores.decided)} of {number(scores.verdicts)} verdicts are decided.{" "}
        {scores.calibrated
          ? "What is shown is drawn to what came."
          : "Too few are decided to correct what is said by what came."}
      </p>
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <MetricTile name="Target before stop" metric={scores.hit_rate} show={share} />
        <MetricTile name="Brier score" metric={scores.brier} show={three} />
        <MetricTile name="Skill" metric={scores.skill} show={three} />
        <MetricTile name="Calibration error" metric={scores.calibration_error} show={three} />
      </div>
    </>
  );
}

function Groups({ scores }: { scores: Scores }) {
  return (
    <Sideways label="Verdicts and outcomes">
      <table className="figures w-full text-right">
        <thead>
          <tr className="text-sm text-muted">
            <th className="text-left font-normal">Group</th>
            <th className="font-normal">Said</th>
            <th className="font-normal">Decided</th>
            <th className="font-normal">Hit</th>
            <th className="font-normal">Mean R</th>
          </tr>
        </thead>
        <tbody>
          {scores.groups.map((group) => (
            <tr key={group.key ?? ""} className="h-9 border-t border-line">
              <td className="text-left">
                <GroupName by={scores.by} name={group.key} />
              </td>
              <td>{number(group.verdicts)}</td>
              <td>{number(group.decided)}</td>
              <td>{group.hit_rate.value === null ? "\u2013" : percent(group.hit_rate.value, 0)}</td>
              <td>{group.mean_r.value === null ? "\u2013" : inR(group.mean_r.value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

function GroupName({ by, name }: { by: ScoreBy; name: string | null }) {
  if (name === null) return <span className="text-muted">none</span>;
  if (by === "verdict" && isVerdictKind(name)) return <VerdictMark kind={name} />;
  return by === "engine" ? named(name) : name;
}

function isVerdictKind(name: string): name is VerdictKind {
  return KINDS_OF_VERDICTS.has(name);
}

function VerdictList({ filter }: { filter: ListFilter }) {
  const list = useInfiniteQuery(verdictList(filter));
  if (list.error) return <ErrorNote error={list.error} retry={() => void list.refetch()} />;
  if (list.data === undefined) return <Skeleton />;
  const verdicts = list.data.pages.flatMap((page) => page.items);
  if (verdicts.length === 0) return <p className="text-muted">None of this kind is on record.</p>;
  return (
    <>
      <ul className="grid">
        {verdicts.map((verdict) => (
          <VerdictRow key={verdict.id} verdict={verdict} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}
