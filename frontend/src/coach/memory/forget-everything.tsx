// Forgetting all of it: done only once its name is typed.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { forgetEverything, memoryChanged } from "./queries";
import { FORGET_EVERYTHING, isTypedRight } from "./words";

export function ForgetEverything() {
  const queries = useQueryClient();
  const [isOpen, open] = useState(false);
  const [typed, type] = useState("");
  const first = useRef<HTMLInputElement>(null);
  const close = () => {
    open(false);
    type("");
  };
  const forgetting = useMutation({
    mutationFn: forgetEverything,
    onSuccess: async () => {
      say("Everything is forgotten.");
      close();
      await memoryChanged(queries);
      await queries.invalidateQueries({ queryKey: ["conversations"] });
    },
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  return (
    <section
      className="flex flex-wrap items-center gap-3 rounded-md border border-line p-4"
      aria-label="Forget everything"
    >
      <p className="flex-1 text-secondary">
        Have everything forgotten: words, earlier versions, and what the product wrote of them.
      </p>
      <Button kind="danger" onClick={() => open(true)}>
        Forget everything
      </Button>
      <Dialog
        title="Forget everything?"
        description="It is erased and cannot be restored, and the same is not learned again by itself. Your trades, journal and conversations stay."
        isOpen={isOpen}
        close={close}
        firstFocus={first}
      >
        <form
          aria-label="Forget everything"
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (isTypedRight(typed)) forgetting.mutate();
          }}
        >
          <TextField
            label={`Type "${FORGET_EVERYTHING}"`}
            ref={first}
            autoComplete="off"
            value={typed}
            onChange={({ target }) => type(target.value)}
          />
          <div className="flex justify-end gap-2">
            <Button onClick={close}>Leave it</Button>
            <Button kind="danger" type="submit" disabled={!isTypedRight(typed)} isBusy={forgetting.isPending}>
              Forget everything
            </Button>
          </div>
        </form>
      </Dialog>
    </section>
  );
}
