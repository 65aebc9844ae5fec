// Every frozen version: what it changed, when, and whether its hash still holds.
import { useQuery } from "@tanstack/react-query";
import { Button } from "@/ui/button";
import { moment } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { Card, Loading } from "@/ui/page";
import { say } from "@/ui/toast";
import { type Plan, type PlanVersion, versionsOf } from "../queries";
import { DifferenceList } from "./difference-list";

const SHOWN_OF_HASH = 12;

export function VersionsCard({ plan }: { plan: Plan }) {
  const query = useQuery(versionsOf(plan.id));
  return (
    <Card title="As it was frozen">
      <Loading query={query} rows={2}>
        {(versions) => (
          <ol className="grid gap-3">
            {versions.toReversed().map((version) => (
              <VersionRow key={version.number} version={version} />
            ))}
          </ol>
        )}
      </Loading>
    </Card>
  );
}

function VersionRow({ version }: { version: PlanVersion }) {
  const { number, frozen_at, alive_until, hash, intact, changes } = version;
  const copy = async () => {
    await navigator.clipboard.writeText(hash);
    say("Hash copied");
  };
  return (
    <li className="grid gap-1.5 border-t border-line/60 pt-3 first:border-0 first:pt-0">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">Version {number}</span>
        <span className="text-sm text-secondary">
          {moment(frozen_at)} {alive_until ? `to ${moment(alive_until)}` : "until now"}
        </span>
        <span
          className={`ml-auto inline-flex items-center gap-1 text-sm ${intact ? "text-profit" : "text-loss"}`}
        >
          <Icon name={intact ? "lock" : "close"} className="size-3.5" />
          {intact ? "Intact" : "Not as it was frozen"}
        </span>
        <Button
          kind="quiet"
          className="px-1.5 py-0 font-mono text-xs text-muted"
          title={hash}
          aria-label={`Copy the hash ${hash}`}
          onClick={() => void copy().catch(() => say("The browser does not let it be copied."))}
        >
          {hash.slice(0, SHOWN_OF_HASH)}
        </Button>
      </p>
      {changes.length > 0 && (
        <DifferenceList
          items={changes.map(({ field, before, after }) => ({ field, one: before, other: after }))}
        />
      )}
    </li>
  );
}
