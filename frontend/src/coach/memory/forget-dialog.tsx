// Forgetting one memory: it cannot be taken back, so it is asked once more, with what it erases.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { say } from "@/ui/toast";
import { forget, type Memory, memoryChanged } from "./queries";

export function ForgetDialog({ memory, close }: { memory: Memory; close: () => void }) {
  const queries = useQueryClient();
  const forgetting = useMutation({
    mutationFn: () => forget(memory.id),
    onSuccess: async () => {
      say("Forgotten.");
      close();
      await memoryChanged(queries);
      await queries.invalidateQueries({ queryKey: ["conversations"] });
    },
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  return (
    <Dialog title="Forget this?" isOpen close={close}>
      <blockquote className="border-l-2 border-line pl-3">{memory.statement}</blockquote>
      <p className="text-secondary">
        Its words, all earlier versions, and answers and titles that the product wrote of it are erased for
        good, and the same is not learned again. What you wrote yourself stays in its conversation; delete
        that too if it is to go.
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={close}>Leave it</Button>
        <Button kind="danger" isBusy={forgetting.isPending} onClick={() => forgetting.mutate()}>
          Forget it
        </Button>
      </div>
    </Dialog>
  );
}
