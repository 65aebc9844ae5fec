// What the trader promised themselves: when this happens, then that; and how it was kept.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/dialog";
import { moment, number } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { say } from "@/ui/toast";
import { bodyOf, CommitmentFields, USUAL_COMMITMENT } from "./commitment-fields";
import { type Commitment, commitments, endCommitment, makeCommitment, rulebookChanged } from "./queries";

export function CommitmentsCard() {
  const query = useQuery(commitments());
  const [isAdding, add] = useState(false);
  return (
    <Card title="Promises" actions={!isAdding && <Button onClick={() => add(true)}>Make a promise</Button>}>
      <Loading query={query} rows={2}>
        {({ items }) =>
          items.length === 0 && !isAdding ? (
            <p className="text-muted">
              &ldquo;After two losses in a row I pause for 30 minutes.&rdquo; A promise is watched, and you
              see how often you kept it.
            </p>
          ) : (
            <ul className="grid gap-3">
              {items.map((commitment) => (
                <CommitmentRow key={commitment.id} commitment={commitment} />
              ))}
            </ul>
          )
        }
      </Loading>
      {isAdding && <AddCommitment close={() => add(false)} />}
    </Card>
  );
}

function CommitmentRow({ commitment }: { commitment: Commitment }) {
  const queries = useQueryClient();
  const { keeping } = commitment;
  const end = async () => {
    await endCommitment(commitment.id).catch((error) => say(wordsOf(error), { isError: true }));
    await rulebookChanged(queries);
  };
  return (
    <li className="flex flex-wrap items-center gap-3 border-t border-line pt-3 first:border-0 first:pt-0">
      <div className="flex-1">
        <p>{commitment.statement}</p>
        <p className="text-sm text-muted">
          {keeping.occasions === 0
            ? "It has not come to it yet."
            : `Kept ${number(keeping.kept)} of ${number(keeping.kept + keeping.broken)} times.`}{" "}
          Since {moment(commitment.created_at)}
          {commitment.ends_at && `, until ${moment(commitment.ends_at)}`}.
        </p>
      </div>
      <ConfirmButton question="End this promise?" yes="End it" work={end}>
        End
      </ConfirmButton>
    </li>
  );
}

function AddCommitment({ close }: { close: () => void }) {
  const queries = useQueryClient();
  const [values, setValues] = useState(USUAL_COMMITMENT);
  const make = useMutation({
    mutationFn: () => makeCommitment(bodyOf(values)),
    onSuccess: async () => {
      await rulebookChanged(queries);
      close();
    },
  });
  return (
    <form
      aria-label="Make a promise"
      className="grid gap-3 border-t border-line pt-4 sm:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <CommitmentFields values={values} change={setValues} />
      {make.error && (
        <p role="alert" className="text-loss sm:col-span-2">
          {wordsOf(make.error)}
        </p>
      )}
      <div className="flex gap-2 sm:col-span-2">
        <Button kind="primary" type="submit" isBusy={make.isPending}>
          I promise
        </Button>
        <Button onClick={close}>Leave it</Button>
      </div>
    </form>
  );
}
