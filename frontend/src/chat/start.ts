// What the chat does as long as somebody is signed in, whatever page is shown: it hears events and empties the outbox.
import type { QueryClient } from "@tanstack/react-query";
import { wordsOf } from "@/api/problem";
import { connection } from "@/live/connection";
import { conversations } from "@/live/conversations";
import type { Unsent } from "@/live/local-database";
import { isNewPlace, outbox } from "@/live/outbox";
import { say } from "@/ui/toast";
import { useDrafts } from "./composer/drafts";
import { dropConversation, putConversation, refreshLists } from "./conversations/queries";
import { usePlace } from "./place";
import { hearOfThread } from "./threads/queries";

const TOGETHER_MILLISECONDS = 700; // how conversations end is asked once for messages that come together

let isStarted = false;

/** Begin; a second call does nothing. */
export function startChat(queries: QueryClient): void {
  if (isStarted) return;
  isStarted = true;
  conversations.start();
  const refresh = soon(() => refreshLists(queries));
  for (const news of ["message_saved", "ai_response"] as const) connection.on(news, refresh);
  conversations.onAnswer((answer) => hearOfThread(queries, answer));
  connection.on("conversation_updated", (conversation) => putConversation(queries, conversation));
  connection.on("conversation_deleted", ({ conversation_id }) => dropConversation(queries, conversation_id));
  connection.on("mode_changed", () => void queries.invalidateQueries({ queryKey: ["conversations"] }));
  connection.on("performance_updated", () => {
    void queries.invalidateQueries({ queryKey: ["verdicts"] });
  });
  connection.on("message_error", (problem) => {
    if (!problem.message_id) say(problem.detail, { isError: true });
  });
  connection.watch(() => {
    if (connection.current() === "live") void queries.invalidateQueries({ queryKey: ["conversations"] });
  });
  void outbox
    .start({
      sent: (item, answer) => {
        const id = answer.message.conversation_id;
        if (isNewPlace(item.place)) {
          useDrafts.getState().move(item.place, id);
          usePlace.getState().begun(item.place, id);
        }
        conversations.known(id)?.apply(answer.message);
        conversations.known(id)?.apply(answer.answer);
        refresh();
      },
      refused: (item, why) => giveBack(item, why),
      waiting: (why) => {
        if (why !== null) say(why, { isError: true });
      },
    })
    .catch((error: unknown) => say(wordsOf(error), { isError: true }));
}

/** Do a work once for all that comes within a moment. */
function soon(work: () => void): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      work();
    }, TOGETHER_MILLISECONDS);
  };
}

/** Words that the server will not take go back to where they were typed, before what is typed there now. */
function giveBack(item: Unsent, why: string): void {
  say(why, { isError: true });
  const { of, keep } = useDrafts.getState();
  const draft = of(item.place);
  const words = [item.content, draft.words].filter(Boolean).join("\n");
  keep(item.place, { words, files: [...item.files, ...draft.files] });
}
