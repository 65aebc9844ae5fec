// What the trader says of a plan that no figure shows; the last word on each subject counts.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { wordsOf } from "@/api/problem";
import { say } from "@/ui/toast";
import { type MarkPlan, markPlan } from "../changes";
import { marksOf, type Plan, planOf, plansChanged } from "../queries";
import { markName, marksByName } from "./mark-names";

export function useMarks(plan: Plan) {
  const queries = useQueryClient();
  const { data = [] } = useQuery(marksOf(plan.id));
  const mark = useMutation({
    mutationFn: (body: MarkPlan) => markPlan(plan.id, body),
    onSuccess: async (changed) => {
      queries.setQueryData(planOf(plan.id).queryKey, changed);
      await plansChanged(queries);
    },
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  const marks = marksByName(data);
  if (mark.isPending) marks[markName(mark.variables)] = mark.variables.met;
  return { marks, mark: (body: MarkPlan) => mark.mutate(body), isBusy: mark.isPending };
}
