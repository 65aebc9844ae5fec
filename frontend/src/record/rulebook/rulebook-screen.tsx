// The trader's own rules: how the session stands, what they are, how they were kept, and what was promised.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { connection } from "@/live/connection";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { openLayer } from "@/shell/layer";
import { Button } from "@/ui/button";
import { day, inR, moment, named, number, percent } from "@/ui/format";
import { MetricTile } from "@/ui/metric";
import { Card, EmptyState, Loading, Page } from "@/ui/page";
import { CommitmentsCard } from "./commitments-card";
import { HoldsCard } from "./holds-card";
import { sentencesOf } from "./limit-sentences";
import { LimitsForm } from "./limits-form";
import { type Rulebook, rulebook, rulebookChanged, rulebookReport, rulebookVersions } from "./queries";
import { StateCard } from "./state-card";

export function RulebookScreen() {
  const query = useQuery(rulebook());
  const queries = useQueryClient();
  const [isWriting, write] = useState(false);
  useKeys({ e: () => write(true) });
  useOffered([
    {
      id: "rulebook.write",
      words: "Write the rulebook",
      key: "e",
      group: "Rulebook",
      run: () => write(true),
    },
    {
      id: "rulebook.try",
      words: "What would a rule have saved me?",
      group: "Rulebook",
      run: () => write(true),
    },
  ]);
  useEffect(() => {
    const heard = () => void rulebookChanged(queries);
    return connection.on("rulebook_state", heard);
  }, [queries]);
  return (
    <Page
      title="Rulebook"
      actions={
        <>
          <Button onClick={() => openLayer("may-i")} shortcut="x">
            May I?
          </Button>
          <Button kind="primary" onClick={() => write(true)} shortcut="e">
            Change the rules
          </Button>
        </>
      }
    >
      <StateCard />
      <Loading query={query}>
        {({ current, upcoming, version }) => (
          <>
            {current ? (
              <RulesCard title="Your rules" version={current} />
            ) : (
              <EmptyState
                title="You have no rules yet"
                action={
                  <Button kind="primary" onClick={() => write(true)}>
                    Write them
                  </Button>
                }
              >
                <p>
                  A limit for the day, a risk a trade, a number of trades: a few sentences that hold when you
                  would not. They are checked before each trade, and what becomes looser only holds from
                  tomorrow.
                </p>
              </EmptyState>
            )}
            {upcoming && <RulesCard title={`From ${day(upcoming.effective_day)} on`} version={upcoming} />}
            {isWriting && (
              <LimitsForm
                version={version}
                before={(upcoming ?? current)?.limits ?? null}
                close={() => {
                  write(false);
                  void rulebookChanged(queries);
                }}
              />
            )}
          </>
        )}
      </Loading>
      <HoldsCard />
      <CommitmentsCard />
      <KeepingCard />
      <VersionsCard />
    </Page>
  );
}

function RulesCard({ title, version }: { title: string; version: Rulebook }) {
  const sentences = sentencesOf(version.limits);
  const soft = version.limits.warn_only ?? [];
  return (
    <Card title={title}>
      {sentences.length === 0 ? (
        <p className="text-muted">Nothing is limited.</p>
      ) : (
        <ul className="grid gap-1">
          {sentences.map((sentence) => (
            <li key={sentence} className="flex gap-2">
              <span aria-hidden="true" className="text-muted">
                {"\u2022"}
              </span>
              {sentence}
            </li>
          ))}
        </ul>
      )}
      <p className="text-sm text-muted">
        {soft.length > 0 &&
          `Warned of, not blocked: ${soft.map((rule) => named(rule).toLowerCase()).join(", ")}. `}
        Version {number(version.number)}, since {moment(version.effective_at)}. Days are those of{" "}
        {version.zone}.{version.note && ` ${version.note}`}
      </p>
    </Card>
  );
}

function KeepingCard() {
  const query = useQuery(rulebookReport());
  const share = (value: string | number) => percent(value, 0);
  return (
    <Card title="How they were kept">
      <Loading query={query} rows={2}>
        {(report) =>
          report.trades === 0 ? (
            <p className="text-muted">No trade was made under these rules yet.</p>
          ) : (
            <>
              <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
                <MetricTile name="Trades within the rules" metric={report.share_kept} show={share} />
                <MetricTile
                  name="Others less those that broke one"
                  metric={report.difference_in_r}
                  show={inR}
                />
              </div>
              <table className="figures w-full text-right">
                <thead>
                  <tr className="text-sm text-muted">
                    <th className="text-left font-normal">Rule</th>
                    <th className="font-normal">Broken</th>
                    <th className="font-normal">Others less these</th>
                  </tr>
                </thead>
                <tbody>
                  {report.rules.map((rule) => (
                    <tr key={rule.rule} className="h-9 border-t border-line">
                      <td className="text-left">{named(rule.rule)}</td>
                      <td>{number(rule.broken)}</td>
                      <td>
                        {rule.difference_in_r.value === null ? "\u2013" : inR(rule.difference_in_r.value)}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </>
          )
        }
      </Loading>
    </Card>
  );
}

function VersionsCard() {
  const query = useQuery(rulebookVersions());
  return (
    <Loading query={query} rows={1}>
      {({ items }) =>
        items.length < 2 ? null : (
          <Card title="As they were">
            <ol className="grid gap-3">
              {items.map((version) => (
                <li key={version.id}>
                  <details>
                    <summary>
                      Version {number(version.number)}, from {day(version.effective_day)}
                      {version.note && `: ${version.note}`}
                    </summary>
                    <ul className="grid gap-1 py-2 pl-5 text-secondary">
                      {sentencesOf(version.limits).map((sentence) => (
                        <li key={sentence}>{sentence}</li>
                      ))}
                    </ul>
                  </details>
                </li>
              ))}
            </ol>
          </Card>
        )
      }
    </Loading>
  );
}
