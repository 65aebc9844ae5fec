// The question to the record as it was read; what is taken away is asked again without it.
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { wordsOf } from "@/api/problem";
import type { Message } from "@/live/events";
import { sideOfSlice, textOfSide } from "@/record/comparison/sides";
import { Icon } from "@/ui/icons";
import { say } from "@/ui/toast";
import { useOpenWork } from "../messages/open-work";

type RecordQuery = components["schemas"]["RecordQuery"];
interface Part {
  readonly label: string;
  readonly without: unknown;
}

export function QueryParts({ message }: { message: Message }) {
  const { understood } = message;
  const again = useOpenWork((work) => work.askedAgain[message.id]);
  const keep = useOpenWork((work) => work.askAgain);
  const [isBusy, setBusy] = useState(false);
  if (!understood?.query || understood.asked) return null;
  const parts: readonly Part[] = again?.chips ?? understood.parts ?? [];
  const first = understood.query;
  const asked = again?.query ?? first;
  const ask = async (work: () => Promise<void>) => {
    setBusy(true);
    await work().catch((error) => say(wordsOf(error), { isError: true }));
    setBusy(false);
  };
  const askWithout = (part: Part) =>
    ask(async () => {
      const query = part.without as RecordQuery;
      const answer = await contentOf(api.POST("/api/trading/query", { body: query }));
      await leanOn(message.conversation_id, query);
      keep(message.id, answer);
    });
  const askFirst = () =>
    ask(async () => {
      await leanOn(message.conversation_id, first as unknown as RecordQuery);
      keep(message.id, null);
    });
  return (
    <section aria-label="The question as it was read" className="grid gap-2">
      {again && (
        <p role="status" className="rounded-md border border-line bg-surface p-3 whitespace-pre-line">
          {again.words}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {parts.map((part) => (
          <span
            key={part.label}
            className="inline-flex min-h-7 items-center rounded-full border border-line pl-3 text-sm text-secondary hover:border-muted pointer-coarse:min-h-11"
          >
            <Link
              to="/compare"
              search={{ one: sideAsText(asked), other: sideAsText(part.without) }}
              aria-label={`Compare with and without: ${part.label}`}
              title="Compare with and without it"
              className="hover:text-text hover:underline"
            >
              {part.label}
            </Link>
            <button
              type="button"
              disabled={isBusy}
              onClick={() => void askWithout(part)}
              aria-label={`Ask again without: ${part.label}`}
              title="Take it away and ask again"
              className="grid min-h-7 place-items-center rounded-full px-2.5 text-muted hover:text-text disabled:opacity-60 pointer-coarse:size-11"
            >
              <Icon name="close" className="size-3" />
            </button>
          </span>
        ))}
        {again && (
          <button
            type="button"
            disabled={isBusy}
            onClick={() => void askFirst()}
            className="min-h-7 px-1 text-sm text-primary underline pointer-coarse:min-h-11"
          >
            As it was asked
          </button>
        )}
      </div>
    </section>
  );
}

function sideAsText(query: unknown): string {
  return textOfSide(sideOfSlice(query as RecordQuery)); // the server made it
}

/** What is said next leans on this question. */
async function leanOn(conversationId: string, body: RecordQuery): Promise<void> {
  const path = { conversation_id: conversationId };
  await api.PUT("/api/conversations/{conversation_id}/thread/query", { params: { path }, body });
}
