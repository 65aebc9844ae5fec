// The coach: conversations on the left, one of them on the right; what is written here begins one or goes on in it.
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { isNewPlace } from "@/live/outbox";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";
import { orAnew } from "@/ui/part";
import { say } from "@/ui/toast";
import { CoachRoom } from "./coach-room";
import { ConversationList } from "./conversations/conversation-list";
import { beginRewording } from "./messages/last-question";
import { focusRow } from "./messages/row-focus";
import { ModeSwitch, otherMode } from "./mode-switch";
import { usePlace } from "./place";
import { useMode } from "./use-mode";

const ConversationDrawer = lazy(orAnew(() => import("./conversations/conversation-drawer")));

export function CoachScreen() {
  const { place: asked } = useSearch({ from: "/coach" });
  const fresh = usePlace((state) => state.fresh);
  const place = asked && isNewPlace(asked) ? asked : fresh;
  const [mine, setMine] = useState(place);
  const became = usePlace((state) => state.known[mine]);
  const navigate = useNavigate();
  useEffect(() => {
    if (became === undefined) setMine(place);
    else void navigate({ to: "/coach/$conversationId", params: { conversationId: became }, replace: true });
  }, [became, place, navigate]);
  return <Coach key={mine} place={mine} found={null} />;
}

export function ConversationScreen() {
  const { conversationId } = useParams({ from: "/coach/$conversationId" });
  const { message } = useSearch({ from: "/coach/$conversationId" });
  return <Coach key={conversationId} place={conversationId} found={message ?? null} />;
}

function Coach({ place, found }: { place: string; found: string | null }) {
  const input = useRef<HTMLTextAreaElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const [listIsOpen, openList] = useState(false);
  const { conversation, mode, change } = useMode(place);
  const navigate = useNavigate();
  const isNew = isNewPlace(place);
  const title = conversation?.title ?? "New conversation";
  useEffect(() => {
    document.title = `${isNew ? "Coach" : title} \u00b7 Elite Trading Coach`;
  }, [isNew, title]);

  const begin = () => {
    openList(false);
    usePlace.getState().beginAnew();
    void navigate({ to: "/coach" });
    input.current?.focus();
  };
  const switchMode = () => {
    change(otherMode(mode));
    say(mode === "analysis" ? "About psychology" : "About charts");
  };
  const find = () => {
    if (search.current?.offsetParent) search.current.focus();
    else openList(true);
  };
  const reword = () => beginRewording(place);
  useKeys({
    n: begin,
    m: switchMode,
    e: reword,
    "/": find,
    j: () => focusRow(1),
    k: () => focusRow(-1),
  });
  useOffered([
    { id: "coach.new", words: "New conversation", key: "n", group: "Coach", run: begin },
    {
      id: "coach.mode",
      words: "Switch between charts and psychology",
      key: "m",
      group: "Coach",
      run: switchMode,
    },
    { id: "coach.edit", words: "Edit my last message", key: "e", group: "Coach", run: reword },
    { id: "coach.search", words: "Search what was said", key: "/", group: "Coach", run: find },
  ]);
  const jump = (conversationId: string, message: string) =>
    void navigate({ to: "/coach/$conversationId", params: { conversationId }, search: { message } });
  const speaking = useMemo(() => ({ place, mode, trades: [] }), [place, mode]);
  const open = isNew ? null : place;

  return (
    <div className="flex h-full min-h-0">
      <aside aria-label="Conversations" className="hidden w-72 shrink-0 border-r border-line lg:flex">
        <ConversationList open={open} begin={begin} search={search} />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex items-center gap-2 border-b border-line px-3 py-1.5 sm:px-4">
          <Button
            kind="quiet"
            aria-label="Conversations"
            onClick={() => openList(true)}
            className="px-2 lg:hidden"
          >
            <Icon name="menu" />
          </Button>
          <h1 className="min-w-0 flex-1 truncate text-lg font-semibold">{title}</h1>
          <Button kind="quiet" aria-label="New conversation" onClick={begin} className="px-2 lg:hidden">
            <Icon name="plus" />
          </Button>
        </header>
        <CoachRoom
          speaking={speaking}
          input={input}
          found={found}
          jump={jump}
          aside={<ModeSwitch mode={mode} change={change} />}
        />
      </div>
      {listIsOpen && (
        <Suspense>
          <ConversationDrawer open={open} begin={begin} search={search} close={() => openList(false)} />
        </Suspense>
      )}
    </div>
  );
}
