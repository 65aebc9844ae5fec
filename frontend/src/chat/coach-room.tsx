// One conversation, or one that is about to begin: its messages and the input, on the page and in the panel.
import { Link } from "@tanstack/react-router";
import {
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { EMPTY_LOG } from "@/live/conversation-log";
import { conversations } from "@/live/conversations";
import type { LiveConversation } from "@/live/live-conversation";
import { isNewPlace, outbox } from "@/live/outbox";
import { useKeys } from "@/shell/keys";
import { whenIdle } from "@/ui/idle";
import { EmptyState, ErrorNote, Skeleton } from "@/ui/page";
import { Composer } from "./composer/composer";
import type { Speaking } from "./composer/use-composer";
import { FirstExamples } from "./first-examples";
import { MessageActsContext } from "./messages/acts";
import { Announcer, useUnfinished, WritingStatus } from "./messages/announcer";
import { loadCards } from "./messages/answer-row";
import { type ListProps, MessageList } from "./messages/message-list";
import type { Choices } from "./messages/rows";
import { useMessageActs } from "./messages/use-acts";
import { usePlace } from "./place";
import { AboutChip } from "./threads/about-chip";

interface RoomProps {
  speaking: Speaking;
  input: RefObject<HTMLTextAreaElement | null>;
  /** The message that was jumped to. */
  found?: string | null;
  jump: (conversationId: string, messageId: string) => void;
  /** What the page beside it is about. */
  context?: ReactNode;
  aside?: ReactNode;
  placeholder?: string;
}

export function CoachRoom({ speaking, input, found = null, jump, context, aside, placeholder }: RoomProps) {
  const { place } = speaking;
  const conversation = useMemo(() => (isNewPlace(place) ? null : conversations.of(place)), [place]);
  const items = useSyncExternalStore(outbox.watch, outbox.current);
  const unsent = useMemo(() => items.filter((item) => item.place === place), [items, place]);
  const [choices, setChoices] = useState<Choices>({});
  const choose = useCallback((made: Choices) => setChoices((before) => ({ ...before, ...made })), []);
  const focusInput = () => input.current?.focus();
  const acts = useMessageActs({ speaking, choose, jump, focusInput });
  const unfinished = useUnfinished(conversation);

  useEffect(() => whenIdle(loadCards), []);
  useEffect(() => usePlace.getState().look(place), [place]);
  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches) input.current?.focus();
  }, [input]);
  useKeys({
    "$mod+.": () => unfinished && acts.stop(unfinished),
  });

  return (
    <MessageActsContext value={acts}>
      <div className="flex min-h-0 flex-1 flex-col">
        {conversation && (
          <Messages
            conversation={conversation}
            unsent={unsent}
            choices={choices}
            choose={choose}
            found={found}
          />
        )}
        {conversation === null && unsent.length === 0 && <FirstExamples />}
        {conversation === null && unsent.length > 0 && (
          <MessageList
            log={EMPTY_LOG}
            fill={nothingToFill}
            unsent={unsent}
            choices={choices}
            choose={choose}
            found={null}
          />
        )}
        <div className="mx-auto grid w-full max-w-[calc(48rem+3rem)] gap-1 px-3 pt-1 pb-3 sm:px-6">
          <div className="flex min-h-7 flex-wrap items-center gap-2">
            {context}
            {conversation && <AboutChip conversationId={conversation.id} cleared={focusInput} />}
            <WritingStatus isWriting={unfinished !== null} />
          </div>
          <Composer speaking={speaking} input={input} aside={aside} placeholder={placeholder} />
        </div>
        {conversation && <Announcer conversation={conversation} />}
      </div>
    </MessageActsContext>
  );
}

async function nothingToFill(): Promise<void> {}

interface MessagesProps extends Omit<ListProps, "log" | "fill"> {
  conversation: LiveConversation;
}

function Messages({ conversation, ...list }: MessagesProps) {
  const { found } = list;
  const { log, state, error } = useSyncExternalStore(conversation.watch, conversation.current);
  const fill = useCallback<ListProps["fill"]>((...gap) => conversation.fill(...gap), [conversation]);
  const [notFound, setNotFound] = useState(false);
  useEffect(() => {
    setNotFound(false);
    if (found === null) return;
    conversation.reach(found).then(
      (isThere) => setNotFound(!isThere),
      () => setNotFound(true),
    );
  }, [conversation, found]);
  if (state === "ready") {
    return (
      <>
        {notFound && (
          <p role="alert" className="px-6 py-2 text-sm text-fire">
            That message could not be found.
          </p>
        )}
        <MessageList {...list} conversationId={conversation.id} log={log} fill={fill} />
      </>
    );
  }
  return (
    <Framed>
      {state === "loading" && <Skeleton rows={6} />}
      {state === "failed" && <ErrorNote error={error} retry={() => void conversation.load()} />}
      {state === "deleted" && (
        <EmptyState
          title="This conversation was deleted."
          action={
            <Link to="/coach" className="text-primary underline">
              Begin a new one
            </Link>
          }
        >
          <p>What you write here would not arrive.</p>
        </EmptyState>
      )}
    </Framed>
  );
}

function Framed({ children }: { children: ReactNode }) {
  return <div className="mx-auto min-h-0 w-full max-w-3xl flex-1 overflow-y-auto p-4 sm:p-6">{children}</div>;
}
