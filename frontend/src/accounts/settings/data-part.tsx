// Taking one's conversations along, and bringing them in.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { download, fetchAsTrader, newId } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { type Problem, Refused, wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { number } from "@/ui/format";
import { Card } from "@/ui/page";
import { say } from "@/ui/toast";

type Imported = components["schemas"]["ImportedConversations"];

export function DataPart() {
  const [isBusy, setBusy] = useState(false);
  const take = async (format: string) => {
    setBusy(true);
    await download(`/api/conversations/export?format=${format}`).catch((error) =>
      say(wordsOf(error), { isError: true }),
    );
    setBusy(false);
  };
  return (
    <>
      <Card title="Take your conversations along">
        <div className="flex flex-wrap gap-2">
          <Button isBusy={isBusy} onClick={() => void take("json")}>
            As JSON, which can be brought in again
          </Button>
        </div>
      </Card>
      <ImportCard />
    </>
  );
}

function ImportCard() {
  const input = useRef<HTMLInputElement>(null);
  const queries = useQueryClient();
  const bring = useMutation({
    mutationFn: importFile,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["conversations"] }),
  });
  return (
    <Card title="Bring conversations in">
      <p className="text-secondary">
        An export of this product, also one from another installation. What is here already is not doubled.
      </p>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) bring.mutate(file);
          target.value = "";
        }}
      />
      <Button isBusy={bring.isPending} onClick={() => input.current?.click()} className="justify-self-start">
        Choose a file
      </Button>
      {bring.error && (
        <p role="alert" className="text-loss">
          {wordsOf(bring.error)}
        </p>
      )}
      {bring.data && <p role="status">{number(bring.data.conversations.length)} conversations were read.</p>}
    </Card>
  );
}

async function importFile(file: File): Promise<Imported> {
  const form = new FormData();
  form.append("file", file);
  const request = new Request(new URL("/api/conversations/import", location.origin), {
    method: "POST",
    body: form,
  });
  request.headers.set("Idempotency-Key", newId());
  const response = await fetchAsTrader(request);
  if (!response.ok) throw new Refused((await response.json()) as Problem);
  return (await response.json()) as Imported;
}
