// What the trader says of a plan that no figure shows; what was said in this window stays in view.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { wordsOf } from "@/api/problem";
import { say } from "@/ui/toast";
import { type MarkPlan, markPlan } from "../changes";
import { type Plan, planOf, plansChanged } from "../queries";

/** The last word on each subject, as "criterion 2" or "exit". */
type Marks = Readonly<Record<string, boolean>>;
const NONE: Marks = {};

export function markName({ subject, place }: Pick<MarkPlan, "subject" | "place">): string {
  return subject === "criterion" ? `criterion ${place ?? 1}` : subject;
}

export function useMarks(plan: Plan) {
  const queries = useQueryClient();
  const queryKey = ["plan marks", plan.id];
  // The API takes marks and lists none: known is only what this window heard accepted.
  const { data = NONE } = useQuery({
    queryKey,
    queryFn: () => NONE,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    enabled: false,
  });
  const mark = useMutation({
    mutationFn: (body: MarkPlan) => markPlan(plan.id, body),
    onSuccess: async (changed, body) => {
      queries.setQueryData<Marks>(queryKey, (before = NONE) => ({ ...before, [markName(body)]: body.met }));
      queries.setQueryData(planOf(plan.id).queryKey, changed);
      await plansChanged(queries);
    },
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  return { marks: data, mark: (body: MarkPlan) => mark.mutate(body), isBusy: mark.isPending };
}
