// A finding whole: the question first, then the trades, the figures, the habit it was compared with, and every answer.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Money, Numeral, RResult } from "@/ui/figures";
import { inR, moment, named, number, percent } from "@/ui/format";
import { Loading } from "@/ui/page";
import { Sideways } from "@/ui/sideways";
import { AnswerButtons } from "./answer-buttons";
import { type EvidenceFigure, effectWords, figuresOf } from "./evidence";
import { type FindingDetail, findingDetail } from "./queries";
import { useAnswers } from "./use-answers";
import { ANSWERS, countsWords, guardWords, reasonWords } from "./words";

export function FindingView({ id }: { id: string }) {
  const query = useQuery(findingDetail(id));
  const answering = useAnswers();
  return (
    <Loading query={query} rows={3}>
      {(finding) => (
        <div className="grid gap-4">
          <div className="grid gap-1">
            <AnswerButtons
              label="Was it so?"
              given={finding.answer}
              isBusy={answering.isPending}
              withKeys
              answer={(answer) => answering.mutate({ finding, answer })}
            />
            <p className="text-sm text-muted">{countsWords(finding)}</p>
          </div>
          <TradeRows finding={finding} />
          <Figures figures={figuresOf(finding.inputs)} />
          <Stands finding={finding} />
        </div>
      )}
    </Loading>
  );
}

function TradeRows({ finding }: { finding: FindingDetail }) {
  const gone = finding.trade_ids.length - finding.rows.length;
  return (
    <Part title="Its trades">
      {finding.rows.length > 0 && (
        <Sideways label="Figures of this finding">
          <table className="figures w-full text-right">
            <thead>
              <tr className="text-sm text-muted">
                <th className="text-left font-normal">Trade</th>
                <th className="hidden pl-3 text-left font-normal sm:table-cell">Entered</th>
                <th className="hidden pl-3 font-normal sm:table-cell">Size</th>
                <th className="hidden pl-3 font-normal sm:table-cell">Price</th>
                <th className="hidden pl-3 text-left font-normal sm:table-cell">Plan</th>
                <th className="pl-3 font-normal">Result</th>
              </tr>
            </thead>
            <tbody>
              {finding.rows.map((row) => (
                <tr key={row.trade_id} className="h-9 border-t border-line pointer-coarse:h-11">
                  <td className="text-left whitespace-nowrap">
                    <Link
                      to="/trades/$tradeId"
                      params={{ tradeId: row.trade_id }}
                      className="inline-flex min-h-6 items-center text-primary underline pointer-coarse:min-h-11"
                    >
                      {named(row.direction)} {row.instrument}
                    </Link>
                    <span className="block text-sm text-muted sm:hidden">{moment(row.entry_time)}</span>
                  </td>
                  <td className="hidden pl-3 text-left whitespace-nowrap text-secondary sm:table-cell">
                    {moment(row.entry_time)}
                  </td>
                  <td className="hidden pl-3 sm:table-cell">
                    <Numeral value={row.position_size} />
                  </td>
                  <td className="hidden pl-3 sm:table-cell">
                    <Numeral value={row.entry_price} />
                  </td>
                  <td className="hidden pl-3 text-left text-secondary sm:table-cell">
                    {named(row.plan_match)}
                  </td>
                  <td className="pl-3">
                    <RResult value={row.r_multiple} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Sideways>
      )}
      {gone > 0 && (
        <p className="text-sm text-muted">
          {number(gone)} of its trades {gone === 1 ? "was" : "were"} deleted since.
        </p>
      )}
    </Part>
  );
}

function Figures({ figures }: { figures: readonly EvidenceFigure[] }) {
  if (figures.length === 0) return null;
  return (
    <Part title="The figures it rests on">
      <dl className="figures grid gap-x-8 sm:grid-cols-2">
        {figures.map((figure) => (
          <div
            key={figure.name}
            className="flex min-h-7 items-baseline justify-between gap-3 border-b border-line/50 py-0.5"
          >
            <dt className="text-secondary">{figure.words}</dt>
            <dd className="text-right">
              <FigureValue figure={figure} />
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

function FigureValue({ figure }: { figure: EvidenceFigure }) {
  if (figure.kind === "money") return <Money value={figure.value} />;
  return figure.kind === "r" ? inR(figure.value) : figure.value;
}

/** What it was compared with, what could have excused it, what it cost, and every answer. */
function Stands({ finding }: { finding: FindingDetail }) {
  const { baseline, percentile, guards, cost, answers, quality } = finding;
  return (
    <Part title="What it stands on">
      <ul className="grid gap-1 text-secondary">
        <li>
          {baseline
            ? `Compared with ${number(baseline.n)} of your own${spanOf(baseline)}: ${effectWords(finding.effect, finding.unit)}.`
            : `Its size: ${effectWords(finding.effect, finding.unit)}.`}{" "}
          {percentile !== null && `Larger than ${percent(percentile / 100)} of them.`}
          {percentile === null && finding.declared.length > 0 && "It broke a rule of your own."}
        </li>
        {guards.length > 0 && <li>Ruled out: {guardWords(guards)}.</li>}
        <li>
          {cost.difference === null || cost.r === null || cost.mean_others === null
            ? `What it cost is not known: ${reasonWords(cost.reason ?? "too_few")}.`
            : `Its trade made ${inR(cost.r)}; trades without this make ${inR(cost.mean_others)} on average. One trade proves no cost.`}
        </li>
        {quality === "lower" && <li>A figure that was not known was stood in for: lean on it less.</li>}
        {finding.is_learning && <li>Your own habit was not known yet: only your own rules spoke.</li>}
        {answers.length > 1 && (
          <li>
            Your answers:{" "}
            {answers
              .map(({ answer, answered_at }) => `${ANSWERS[answer]} (${moment(answered_at)})`)
              .join(", ")}
            . The last one counts.
          </li>
        )}
      </ul>
    </Part>
  );
}

function spanOf({ since, until }: { since: string | null; until: string | null }): string {
  return since && until ? `, ${moment(since)} to ${moment(until)}` : "";
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-1.5">
      <h4 className="text-xs font-semibold tracking-wide text-muted uppercase">{title}</h4>
      {children}
    </section>
  );
}
