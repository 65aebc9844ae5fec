// What can be done to a plan, by button and by key.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { wordsOf } from "@/api/problem";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/dialog";
import { say } from "@/ui/toast";
import { cancelPlan } from "../changes";
import { useEnter } from "../free-keys";
import { type Plan, plansChanged } from "../queries";

export function PlanActions({
  plan,
  execute,
  change,
  judge,
  isJudging,
}: {
  plan: Plan;
  execute: () => void;
  change: () => void;
  judge: () => void;
  isJudging: boolean;
}) {
  const queries = useQueryClient();
  const isAlive = plan.status === "pending";
  const cancel = useMutation({
    mutationFn: () => cancelPlan(plan.id),
    onSuccess: () => plansChanged(queries).then(() => say("Cancelled. It stays in the record.")),
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  const ifAlive = (work: () => void) => () => {
    if (isAlive) work();
  };
  useEnter(ifAlive(execute));
  useKeys({ e: ifAlive(change), v: judge });
  useOffered([
    ...(isAlive
      ? [
          { id: "plan.execute", words: "Execute this plan", key: "Enter", group: "Plan", run: execute },
          { id: "plan.change", words: "Change this plan", key: "e", group: "Plan", run: change },
        ]
      : []),
    { id: "plan.judge", words: "Have this plan judged", key: "v", group: "Plan", run: judge },
  ]);
  return (
    <>
      {isAlive && (
        <>
          <ConfirmButton
            question="Give this plan up?"
            yes="Cancel the plan"
            work={() => cancel.mutateAsync().catch(() => undefined)}
          >
            Cancel
          </ConfirmButton>
          <Button shortcut="e" onClick={change}>
            Change
          </Button>
        </>
      )}
      <Button shortcut="v" isBusy={isJudging} onClick={judge}>
        Judge
      </Button>
      {isAlive && (
        <Button kind="primary" shortcut="Enter" onClick={execute}>
          Execute
        </Button>
      )}
    </>
  );
}
