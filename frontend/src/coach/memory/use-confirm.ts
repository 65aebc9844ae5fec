// Confirming that a memory is so: its weight is full again.
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { wordsOf } from "@/api/problem";
import { say } from "@/ui/toast";
import { confirm, type Memory, memoryChanged } from "./queries";

export function useConfirm(): UseMutationResult<Memory, unknown, Memory> {
  const queries = useQueryClient();
  return useMutation<Memory, unknown, Memory>({
    mutationFn: ({ id }) => confirm(id),
    onSuccess: async () => {
      say("Confirmed: the coach goes by it.");
      await memoryChanged(queries);
    },
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
}
