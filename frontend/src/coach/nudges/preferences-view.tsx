// What the trader allows: whether the coach speaks first, at which occasions, how often, and the comparison by a coin.
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { CheckField, SelectField } from "@/ui/field";
import { moment } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { say } from "@/ui/toast";
import {
  type NudgeKind,
  type NudgePreferences,
  nudgePreferences,
  nudgesChanged,
  type SetPreferences,
  writeNudgePreferences,
} from "./queries";
import { KINDS, kindWords, preferencesWith, switched } from "./words";

const MOST = Array.from({ length: 20 }, (_, place) => [String(place + 1), String(place + 1)] as const);

const WRITES = ["nudges", "preferences"];

type Write = (changes: Partial<SetPreferences>) => void;

export function PreferencesView() {
  const query = useQuery(nudgePreferences());
  const queries = useQueryClient();
  const writing = useMutation({
    mutationKey: WRITES,
    scope: { id: WRITES.join(".") }, // one after the other: each writes all that is allowed
    mutationFn: writeNudgePreferences,
    onError: (error) => say(wordsOf(error), { isError: true }),
    onSettled: () => (queries.isMutating({ mutationKey: WRITES }) > 1 ? undefined : nudgesChanged(queries)),
  });
  return (
    <Loading query={query} rows={4}>
      {(wishes) => {
        const write: Write = (changes) => {
          const wanted = preferencesWith(wishes, changes);
          showAtOnce(queries, wanted);
          writing.mutate(wanted);
        };
        return (
          <>
            <Card title="When the coach may speak first">
              <CheckField
                label="The coach may speak first"
                hint="Off: it speaks only when you do."
                checked={wishes.is_on}
                onChange={({ target }) => write({ is_on: target.checked })}
              />
              {wishes.is_on && <Occasions wishes={wishes} write={write} />}
            </Card>
            {wishes.is_on && <Experiment wishes={wishes} write={write} />}
          </>
        );
      }}
    </Loading>
  );
}

/** A box is ticked at the press, not when the server has heard of it. */
function showAtOnce(queries: QueryClient, { bring_back = [], ...values }: SetPreferences): void {
  const { queryKey } = nudgePreferences();
  void queries.cancelQueries({ queryKey });
  queries.setQueryData(
    queryKey,
    (before) =>
      before && {
        ...before,
        ...values,
        retired: before.retired.filter((kind) => !bring_back.includes(kind)),
      },
  );
}

function Occasions({ wishes, write }: { wishes: NudgePreferences; write: Write }) {
  const { kinds_off, retired } = wishes;
  return (
    <>
      <fieldset className="grid gap-3 border-t border-line pt-3">
        <legend className="sr-only">Occasions</legend>
        {KINDS.map(([kind, words, what]) => (
          <div key={kind} className="flex flex-wrap items-start gap-3">
            <div className="flex-1">
              <CheckField
                label={words}
                hint={what}
                checked={!kinds_off.includes(kind) && !retired.includes(kind)}
                disabled={retired.includes(kind)}
                onChange={({ target }) => write({ kinds_off: switched(kinds_off, kind, target.checked) })}
              />
            </div>
            {retired.includes(kind) && <Retired kind={kind} write={write} />}
          </div>
        ))}
      </fieldset>
      <div className="grid gap-3 border-t border-line pt-3 sm:grid-cols-[12rem_1fr]">
        <SelectField
          label="At most a day"
          value={String(wishes.most_a_day)}
          options={MOST}
          onChange={({ target }) => write({ most_a_day: Number(target.value) })}
        />
        <div className="self-end">
          <CheckField
            label="Also while a position is open"
            hint="Else it waits until you are flat. After the close it never matters."
            checked={wishes.during_open_trades}
            onChange={({ target }) => write({ during_open_trades: target.checked })}
          />
        </div>
      </div>
      <p className="text-sm text-muted">
        Quiet hours are those of all notifications:{" "}
        <Link to="/settings" search={{ part: "notifications" }} className="text-primary underline">
          see the settings
        </Link>
        .
      </p>
    </>
  );
}

function Retired({ kind, write }: { kind: NudgeKind; write: Write }) {
  return (
    <div className="flex items-center gap-2 text-sm text-muted">
      Retired: it did not help you.
      <Button
        onClick={() => {
          write({ bring_back: [kind] });
          say(`Back again: ${kindWords(kind).toLowerCase()}.`);
        }}
      >
        Bring it back
      </Button>
    </div>
  );
}

function Experiment({ wishes, write }: { wishes: NudgePreferences; write: Write }) {
  return (
    <Card title="Find out whether they help">
      <p className="text-secondary">
        A bad day is often followed by a better one, with a nudge or without. Only a comparison tells: if you
        agree, a coin keeps back half of the nudges, and what came after those that were said is compared with
        what came after those that were not.
      </p>
      <ul className="grid list-disc gap-1 pl-5 text-secondary">
        <li>You miss half of the nudges while it runs, also some that would have helped.</li>
        <li>What was kept back, and what came, is shown to you afterwards, with the draw of the coin.</li>
        <li>Your rules, locks and alerts are never kept back.</li>
        <li>It ends at once when you switch it off.</li>
      </ul>
      <CheckField
        label="I agree: keep back half of them"
        hint={
          wishes.is_experiment && wishes.consented_at
            ? `You agreed ${moment(wishes.consented_at)}.`
            : "Off: every nudge is said, and it is compared with the time before there were any."
        }
        checked={wishes.is_experiment}
        onChange={({ target }) => write({ is_experiment: target.checked })}
      />
    </Card>
  );
}
