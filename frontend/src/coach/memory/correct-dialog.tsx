// Correcting a memory: its words, its kind, who may be told. How it read before stays until it is forgotten.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { type CorrectMemory, correct, type Memory, memoryChanged } from "./queries";
import { KINDS, namesIn, SHARING } from "./words";

export function CorrectDialog({ memory, close }: { memory: Memory; close: () => void }) {
  const queries = useQueryClient();
  const [statement, setStatement] = useState(memory.statement ?? "");
  const [kind, setKind] = useState(memory.kind);
  const [sharing, setSharing] = useState(memory.sharing);
  const [providers, setProviders] = useState(memory.providers.join(", "));
  const correcting = useMutation({
    mutationFn: (body: CorrectMemory) => correct(memory.id, body),
    onSuccess: async () => {
      say("Corrected.");
      close();
      await memoryChanged(queries);
    },
    onError: () => memoryChanged(queries), // somebody may have corrected it meanwhile
  });
  const submit = () =>
    correcting.mutate({
      number: memory.number,
      statement: statement === memory.statement ? null : statement,
      kind,
      sharing,
      providers: sharing === "some" ? namesIn(providers) : [],
    });
  return (
    <Dialog
      title="Correct what is remembered"
      description="How it read before stays beside it until you have it forgotten."
      isOpen
      close={close}
    >
      <form
        aria-label="Correct what is remembered"
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextArea
          label="About you and your trading"
          value={statement}
          onChange={({ target }) => setStatement(target.value)}
          error={correcting.error ? wordsOf(correcting.error) : undefined}
        />
        <SelectField
          label="Kind"
          value={kind}
          options={KINDS}
          onChange={({ target }) => setKind(KINDS.find(([name]) => name === target.value)?.[0] ?? kind)}
        />
        <SelectField
          label="Who may be told"
          value={sharing}
          options={SHARING}
          onChange={({ target }) =>
            setSharing(SHARING.find(([name]) => name === target.value)?.[0] ?? sharing)
          }
        />
        {sharing === "some" && (
          <TextField
            label="Providers"
            hint="Their hosts with commas between, such as api.openai.com."
            value={providers}
            onChange={({ target }) => setProviders(target.value)}
          />
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={close}>Leave it</Button>
          <Button kind="primary" type="submit" isBusy={correcting.isPending}>
            Correct it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
