// What is spoken of, above the input; cleared by one press, and what is said next begins anew.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { wordsOf } from "@/api/problem";
import { Icon } from "@/ui/icons";
import { say } from "@/ui/toast";
import { threadOf } from "./queries";

export function AboutChip({ conversationId, cleared }: { conversationId: string; cleared: () => void }) {
  const queries = useQueryClient();
  const { data } = useQuery(threadOf(conversationId));
  if (!data?.about) return null;
  const clear = async () => {
    try {
      const path = { conversation_id: conversationId };
      await api.DELETE("/api/conversations/{conversation_id}/thread", { params: { path } });
      queries.setQueryData(threadOf(conversationId).queryKey, { ...data, about: null });
      cleared();
    } catch (error) {
      say(wordsOf(error), { isError: true });
    }
  };
  return (
    <span className="inline-flex min-h-7 items-center gap-1 rounded-full border border-line bg-surface pl-3 text-sm text-secondary">
      <span>
        about: <b className="font-semibold text-text">{data.about}</b>
      </span>
      <button
        type="button"
        onClick={() => void clear()}
        aria-label="Speak of something else"
        title="Speak of something else"
        className="grid size-7 place-items-center rounded-full text-muted hover:text-text pointer-coarse:size-11"
      >
        <Icon name="close" className="size-3.5" />
      </button>
    </span>
  );
}
