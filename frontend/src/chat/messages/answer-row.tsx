// An answer of the coach: its words, its verdict, and what can be done with it.
import { lazy, memo, Suspense, useSyncExternalStore } from "react";
import { isUnfinished } from "@/live/conversation-log";
import { conversations } from "@/live/conversations";
import type { Message } from "@/live/events";
import { Button } from "@/ui/button";
import { clock } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { orAnew } from "@/ui/part";
import { say } from "@/ui/toast";
import { useActs } from "./acts";
import { BranchSwitch } from "./branch-switch";
import { JudgementButtons } from "./judgement-buttons";
import { Markdown } from "./markdown";
import type { Branch } from "./rows";

const loadDraft = () => import("../assistant/draft-card");
const loadInterlock = () => import("../assistant/interlock-card");
const loadVerdict = () => import("../verdict/verdict-card");
const loadActions = () => import("../assistant/actions");
const loadParts = () => import("../assistant/query-parts");
const loadJudgement = () => import("./judgement");
const VerdictCard = lazy(orAnew(async () => ({ default: (await loadVerdict()).VerdictCard })));
const Actions = lazy(orAnew(async () => ({ default: (await loadActions()).Actions })));
const QueryParts = lazy(orAnew(async () => ({ default: (await loadParts()).QueryParts })));
const Judgement = lazy(orAnew(async () => ({ default: (await loadJudgement()).Judgement })));
const DraftCard = lazy(orAnew(async () => ({ default: (await loadDraft()).DraftCard })));
const InterlockCard = lazy(orAnew(async () => ({ default: (await loadInterlock()).InterlockCard })));

/** What not every answer has is there before the first of them comes. */
export function loadCards(): void {
  const cards = [loadVerdict, loadActions, loadParts, loadJudgement, loadDraft, loadInterlock];
  for (const load of cards) load().catch(() => undefined);
}

export function Answer({ message, branch, isLast }: { message: Message; branch: Branch; isLast: boolean }) {
  if (isUnfinished(message)) return <Unfinished message={message} />;
  const leftOver = message.understood?.not_understood ?? [];
  return (
    <div
      className={`grid gap-3 ${message.guard === "self_harm" ? "rounded-md border border-primary bg-mark/40 p-4" : ""}`}
    >
      {message.understood?.asked && (
        <p className="flex items-center gap-1.5 text-sm font-medium text-primary">
          <Icon name="coach" /> A question back
        </p>
      )}
      <Body message={message} />
      {leftOver.length > 0 && (
        <p data-part="left-over" className="text-sm text-muted">
          Not understood: {leftOver.map((word) => `\u201c${word}\u201d`).join(", ")}
        </p>
      )}
      <Suspense>
        {message.interlock && <InterlockCard check={message.interlock} />}
        {message.draft && <DraftCard message={message} />}
        {message.understood?.query && <QueryParts message={message} />}
        {(message.actions ?? []).length > 0 && <Actions message={message} isLast={isLast} />}
      </Suspense>
      <Foot message={message} branch={branch} />
    </div>
  );
}

function Body({ message }: { message: Message }) {
  if (message.verdict) {
    return (
      <Suspense fallback={<Markdown text={message.content} />}>
        <VerdictCard verdict={message.verdict} hasDraft={message.draft?.kind === "trade"} />
      </Suspense>
    );
  }
  if (message.content) return <Markdown text={message.content} />;
  if (message.status === "failed") return null;
  return <p className="text-muted">Stopped.</p>;
}

/** What can be done with the whole answer, and what it cost. */
const Foot = memo(function Foot({ message, branch }: { message: Message; branch: Branch }) {
  const acts = useActs();
  const isCut = message.status === "stopped" || message.status === "failed";
  return (
    <div className="grid gap-2">
      {message.status === "failed" && (
        <p role="note" className="text-sm text-loss">
          {message.error?.detail ?? "This answer failed."} What was written is kept.
        </p>
      )}
      {message.status === "stopped" && message.content && (
        <p className="text-sm text-muted">Stopped here. A sentence that was not finished is left out.</p>
      )}
      <div className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
        <BranchSwitch branch={branch} name="answer" message={message} />
        {isCut ? (
          <Button onClick={() => acts.again(message)}>
            <Icon name="again" className="size-3.5" />
            {message.status === "failed" ? "Retry" : "Try again"}
          </Button>
        ) : (
          <IconButton name="again" words="Answer again (r)" work={() => acts.again(message)} />
        )}
        {message.content && (
          <IconButton name="copy" words="Copy the answer" work={() => void copy(message.content)} />
        )}
        <JudgementButtons message={message} />
        <span className="figures">{clock(message.finished_at ?? message.created_at)}</span>
        {message.cost !== null && (
          <span className="figures">{Number(message.cost) ? `US$ ${message.cost}` : "no cost"}</span>
        )}
      </div>
      {message.feedback && (
        <Suspense>
          <Judgement message={message} feedback={message.feedback} />
        </Suspense>
      )}
    </div>
  );
});

function IconButton({ name, words, work }: { name: "again" | "copy"; words: string; work: () => void }) {
  return (
    <button
      type="button"
      aria-label={words}
      title={words}
      onClick={work}
      className="grid size-7 place-items-center rounded text-muted hover:bg-raised hover:text-text pointer-coarse:size-11"
    >
      <Icon name={name} className="size-3.5" />
    </button>
  );
}

async function copy(words: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(words);
    say("Copied");
  } catch {
    say("The browser does not let this page copy. Mark the words and copy them yourself.", { isError: true });
  }
}

/** An answer that is being written; it alone is drawn again for each piece. */
function Unfinished({ message }: { message: Message }) {
  const acts = useActs();
  const conversation = conversations.known(message.conversation_id);
  const writing = useSyncExternalStore(
    (work) => conversation?.watchWriting(message.id, work) ?? (() => undefined),
    () => conversation?.writingOf(message.id),
  );
  const text = writing?.text ?? message.content;
  const state = message.status === "running" ? "The coach is looking at it" : "In the queue";
  return (
    <div className="grid gap-2" aria-busy="true">
      {text ? (
        <div>
          {writing && writing.from > 0 && <span className="text-muted">{"\u2026 "}</span>}
          <Markdown text={text} />
        </div>
      ) : (
        <p className="flex items-center gap-2 text-muted">
          <span aria-hidden="true" className="size-2 animate-pulse rounded-full bg-primary" />
          {state}
        </p>
      )}
      <div>
        <Button onClick={() => acts.stop(message)} shortcut="Ctrl .">
          <Icon name="stop" className="size-3.5" />
          Stop
        </Button>
      </div>
    </div>
  );
}
