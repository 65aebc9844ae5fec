// Another version of a plan; where somebody froze one meanwhile, both are shown before anything is decided.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useUser } from "@/shell/session";
import { Button } from "@/ui/button";
import { Card, Loading } from "@/ui/page";
import { say } from "@/ui/toast";
import { changedValues, changeOf, type PlanValues } from "../form/plan-fields";
import { PlanForm } from "../form/plan-form";
import { type Plan, type PlanVersion, planOf, versionsOf } from "../queries";
import { DifferenceList } from "./difference-list";
import { differencesOf } from "./differences";

interface Conflict {
  /** The version that was read when the form was opened. */
  read: PlanVersion;
  mine: PlanValues;
}

export function ChangePart({ plan, close }: { plan: Plan; close: () => void }) {
  const query = useQuery(versionsOf(plan.id));
  return (
    <Loading query={query} rows={8}>
      {(versions) => <LoadedChange planId={plan.id} versions={versions} close={close} />}
    </Loading>
  );
}

function LoadedChange({
  planId,
  versions,
  close,
}: {
  planId: string;
  versions: readonly PlanVersion[];
  close: () => void;
}) {
  const queries = useQueryClient();
  const { timezone } = useUser();
  const latest = versions.at(-1);
  const [read, setRead] = useState(latest);
  const [begin, setBegin] = useState<Partial<PlanValues> | undefined>();
  const [conflict, setConflict] = useState<Conflict | null>(null);
  if (read === undefined || latest === undefined) return null;
  const meet = async (mine: PlanValues) => {
    await queries.refetchQueries({ queryKey: versionsOf(planId).queryKey });
    void queries.invalidateQueries({ queryKey: planOf(planId).queryKey });
    setConflict({ read, mine });
  };
  if (conflict) {
    return (
      <ConflictCard
        conflict={conflict}
        latest={latest}
        keepMine={() => {
          setBegin(changedValues(conflict.read.terms, conflict.mine, timezone));
          setRead(latest);
          setConflict(null);
        }}
        keepTheirs={close}
      />
    );
  }
  return (
    <PlanForm
      key={read.number}
      before={{ planId, number: read.number, terms: read.terms }}
      begin={begin}
      close={close}
      conflict={(mine) => void meet(mine)}
      done={(plan) => {
        say(`Version ${plan.version} is frozen.`);
        close();
      }}
    />
  );
}

function ConflictCard({
  conflict: { read, mine },
  latest,
  keepMine,
  keepTheirs,
}: {
  conflict: Conflict;
  latest: PlanVersion;
  keepMine: () => void;
  keepTheirs: () => void;
}) {
  const { timezone } = useUser();
  const { version: _version, ...change } = changeOf(read, mine, timezone) ?? {};
  const was: Readonly<Record<string, unknown>> = { ...read.terms };
  const changes = Object.entries(change).map(([field, other]) => ({ field, one: was[field], other }));
  return (
    <Card title={`Version ${latest.number} was frozen while you wrote`}>
      <p className="text-secondary" role="alert">
        Nothing of yours is lost. Look at both, then decide.
      </p>
      <div className="grid gap-5 md:grid-cols-2">
        <section aria-label="What is frozen now" className="grid content-start gap-2">
          <h3 className="font-medium">What was changed meanwhile</h3>
          <DifferenceList items={differencesOf(read.terms, latest.terms)} />
        </section>
        <section aria-label="What you wrote" className="grid content-start gap-2">
          <h3 className="font-medium">What you changed</h3>
          <DifferenceList items={changes} />
        </section>
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={keepTheirs}>Leave it at version {latest.number}</Button>
        <Button kind="primary" onClick={keepMine}>
          Go on with mine
        </Button>
      </div>
    </Card>
  );
}
