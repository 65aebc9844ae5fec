// Finishing a session: how it was, the next step, what to change, a promise, and what the coach should remember of it.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { wordsOf } from "@/api/problem";
import { DETECTORS } from "@/coach/behaviour/detector-words";
import { bodyOf, CommitmentFields, USUAL_COMMITMENT } from "@/record/rulebook/commitment-fields";
import { Button } from "@/ui/button";
import { CheckField, SelectField, TextArea, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { type CoachingSession, type FinishSession, finishSession, sessionsChanged } from "./queries";

const RATINGS = [1, 2, 3, 4, 5];

export function FinishForm({ session, close }: { session: CoachingSession; close: () => void }) {
  const queries = useQueryClient();
  const [values, setValues] = useState<FinishSession>({});
  const [promise, setPromise] = useState(USUAL_COMMITMENT);
  const [isPromising, setPromising] = useState(false);
  const change = (changed: FinishSession) => setValues({ ...values, ...changed });
  const finishing = useMutation({
    mutationFn: () =>
      finishSession(session.id, { ...values, commitment: isPromising ? bodyOf(promise) : null }),
    onSuccess: async () => {
      say(isPromising ? "Finished. Confirm the promise, and it binds." : "Finished.");
      close();
      await sessionsChanged(queries);
      await queries.invalidateQueries({ queryKey: ["memory"] });
    },
  });
  return (
    <form
      aria-label="Finish the session"
      className="grid gap-3 rounded-md border border-line p-4 sm:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        finishing.mutate();
      }}
    >
      <Rating rating={values.rating ?? null} rate={(rating) => change({ rating })} />
      <TextField
        label="The next step"
        hint="One, small, and such that you know whether you kept it."
        value={values.next_step ?? ""}
        onChange={({ target }) => change({ next_step: target.value || null })}
      />
      <SelectField
        label="The behaviour to change"
        value={values.target ?? ""}
        options={[["", "None"], ...DETECTORS]}
        onChange={({ target }) =>
          change({ target: DETECTORS.find(([name]) => name === target.value)?.[0] ?? null })
        }
      />
      <TextArea
        label="A note for yourself"
        rows={2}
        value={values.note ?? ""}
        onChange={({ target }) => change({ note: target.value || null })}
      />
      <TextArea
        label="What the coach should remember of it"
        rows={2}
        value={values.takeaway ?? ""}
        onChange={({ target }) => change({ takeaway: target.value || null })}
      />
      <div className="sm:col-span-2">
        <CheckField
          label="Make a promise of it"
          hint="It is shown back first, and binds once you confirm it. Then it is measured."
          checked={isPromising}
          onChange={({ target }) => setPromising(target.checked)}
        />
      </div>
      {isPromising && <CommitmentFields values={promise} change={setPromise} />}
      {finishing.error && (
        <p role="alert" className="text-loss sm:col-span-2">
          {wordsOf(finishing.error)}
        </p>
      )}
      <div className="flex gap-2 sm:col-span-2">
        <Button kind="primary" type="submit" isBusy={finishing.isPending}>
          Finish
        </Button>
        <Button onClick={close}>Go on with it</Button>
      </div>
    </form>
  );
}

function Rating({ rating, rate }: { rating: number | null; rate: (rating: number) => void }) {
  return (
    <fieldset className="flex flex-wrap items-center gap-1.5 sm:col-span-2">
      <legend className="float-left mr-2 text-sm text-secondary">How it was, of five</legend>
      {RATINGS.map((value) => (
        <button
          key={value}
          type="button"
          aria-pressed={rating === value}
          onClick={() => rate(value)}
          className="figures size-9 rounded-md border border-line bg-raised font-medium hover:border-muted aria-pressed:border-primary aria-pressed:bg-mark pointer-coarse:size-11"
        >
          {value}
        </button>
      ))}
    </fieldset>
  );
}
