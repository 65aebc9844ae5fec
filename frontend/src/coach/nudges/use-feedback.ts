// What the trader says of a nudge.
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { wordsOf } from "@/api/problem";
import { say } from "@/ui/toast";
import { type Feedback, giveFeedback, type Nudge, nudgesChanged } from "./queries";
import { kindWords } from "./words";

export function useFeedback(): UseMutationResult<Nudge, unknown, { id: string; feedback: Feedback }> {
  const queries = useQueryClient();
  return useMutation<Nudge, unknown, { id: string; feedback: Feedback }>({
    mutationFn: ({ id, feedback }) => giveFeedback(id, feedback),
    onSuccess: async ({ kind }, { feedback }) => {
      say(
        feedback === "stop"
          ? `No more of this kind: ${kindWords(kind).toLowerCase()}. You can allow it again.`
          : "Noted. Eight of ten against it end a kind.",
      );
      await nudgesChanged(queries);
    },
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
}
