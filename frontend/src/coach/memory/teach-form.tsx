// Teaching the coach something of oneself; what was forgotten before is taught again only on a second yes.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Refused, wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { SelectField, TextArea } from "@/ui/field";
import { Card } from "@/ui/page";
import { say } from "@/ui/toast";
import { coachSettings, type MemoryKind, memoryChanged, type Sharing, teach } from "./queries";
import { useDraft } from "./teach-draft";
import { KINDS, SHARING } from "./words";

const SHARED = SHARING.filter(([name]) => name !== "some");

export function TeachForm({ close }: { close: () => void }) {
  const queries = useQueryClient();
  const { statement, write } = useDraft();
  const [kind, setKind] = useState<MemoryKind | undefined>();
  const [sharing, setSharing] = useState<Sharing | undefined>();
  const teaching = useMutation({
    mutationFn: (again: boolean) => teach({ statement, kind, sharing, again }),
    onSuccess: async () => {
      say("The coach remembers it.");
      write("");
      close();
      await memoryChanged(queries);
    },
  });
  const { error } = teaching;
  const wasForgotten = error instanceof Refused && error.code === "coaching.forgotten_before";
  const usual = queries.getQueryData(coachSettings().queryKey)?.sharing;
  return (
    <Card title="Teach the coach something">
      <form
        aria-label="Teach the coach something"
        className="grid gap-3 sm:grid-cols-2"
        onKeyDown={(event) => event.key === "Escape" && close()}
        onSubmit={(event) => {
          event.preventDefault();
          teaching.mutate(false);
        }}
      >
        <div className="sm:col-span-2">
          <TextArea
            label="About you and your trading"
            hint="Such as: I trade worse after two losses. My best hour is the first one. I want to hold winners longer."
            rows={2}
            autoFocus
            value={statement}
            onChange={({ target }) => write(target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) teaching.mutate(false);
            }}
            error={error && !wasForgotten ? wordsOf(error) : undefined}
          />
        </div>
        <SelectField
          label="Kind"
          value={kind ?? ""}
          options={[["", "As the words say"], ...KINDS]}
          onChange={({ target }) => setKind(KINDS.find(([name]) => name === target.value)?.[0])}
        />
        <SelectField
          label="Who may be told"
          value={sharing ?? ""}
          options={[["", usual === "none" ? "As usual: nobody" : "As usual"], ...SHARED]}
          onChange={({ target }) => setSharing(SHARED.find(([name]) => name === target.value)?.[0])}
        />
        {wasForgotten && (
          <div
            role="alert"
            className="flex flex-wrap items-center gap-3 rounded-md border border-caution p-3 sm:col-span-2"
          >
            <span className="flex-1">You once had this forgotten, so it is not learned again by itself.</span>
            <Button isBusy={teaching.isPending} onClick={() => teaching.mutate(true)}>
              Teach it anyway
            </Button>
          </div>
        )}
        <div className="flex gap-2 sm:col-span-2">
          <Button kind="primary" type="submit" isBusy={teaching.isPending}>
            Remember it
          </Button>
          <Button onClick={close}>Leave it</Button>
        </div>
      </form>
    </Card>
  );
}
