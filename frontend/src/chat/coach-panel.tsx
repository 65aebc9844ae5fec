// The coach beside any other page, with that page as context.
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { isNewPlace } from "@/live/outbox";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";
import { CoachRoom } from "./coach-room";
import { useDrafts } from "./composer/drafts";
import { ModeSwitch } from "./mode-switch";
import { type PageSubject, usePageSubject } from "./page-context";
import { usePlace } from "./place";
import { useMode } from "./use-mode";

export default function CoachPanel({ close }: { isOpen?: boolean; close: () => void }) {
  const fresh = usePlace((state) => state.fresh);
  const last = usePlace((state) => state.last);
  const known = usePlace((state) => state.known);
  const place = last === null ? fresh : (known[last] ?? last);
  return <Panel key={place} place={place} close={close} />;
}

function Panel({ place, close }: { place: string; close: () => void }) {
  const input = useRef<HTMLTextAreaElement>(null);
  const [found, setFound] = useState<string | null>(null);
  const { conversation, mode, change } = useMode(place);
  const navigate = useNavigate();
  const page = usePageSubject();
  const [putAside, setPutAside] = useState<string | null>(null);
  const isWith = page !== null && page.subject.id !== putAside;
  const trade = isWith && page.subject.kind === "trade" ? page.subject.id : null;
  const speaking = useMemo(() => ({ place, mode, trades: trade ? [trade] : [] }), [place, mode, trade]);
  useEffect(() => input.current?.focus(), []);
  const jump = (conversationId: string, message: string) => {
    if (conversationId === place) setFound(message);
    else void navigate({ to: "/coach/$conversationId", params: { conversationId }, search: { message } });
  };
  return (
    <aside
      aria-label="Coach"
      className="fixed inset-0 z-30 flex flex-col border-l border-line bg-ground md:static md:w-[26rem] md:shrink-0"
    >
      <header className="flex items-center gap-1 border-b border-line px-3 py-1.5">
        <h2 className="min-w-0 flex-1 truncate font-semibold">{conversation?.title ?? "New conversation"}</h2>
        <Button
          kind="quiet"
          aria-label="New conversation"
          title="New conversation"
          onClick={() => usePlace.getState().beginAnew()}
          className="px-2"
        >
          <Icon name="plus" />
        </Button>
        <Link
          to={isNewPlace(place) ? "/coach" : "/coach/$conversationId"}
          params={{ conversationId: place }}
          aria-label="Open as a page"
          title="Open as a page"
          className="grid size-8 place-items-center rounded-md text-secondary hover:bg-raised pointer-coarse:size-11"
        >
          <Icon name="panel" />
        </Link>
        <Button kind="quiet" aria-label="Close the coach" title="Close (`)" onClick={close} className="px-2">
          <Icon name="close" />
        </Button>
      </header>
      <CoachRoom
        speaking={speaking}
        input={input}
        found={found}
        jump={jump}
        aside={<ModeSwitch mode={mode} change={change} />}
        placeholder="Ask about this page, or anything"
        context={
          isWith && (
            <SubjectChip
              subject={page.subject}
              name={page.name}
              place={place}
              putAside={() => setPutAside(page.subject.id)}
              focus={() => input.current?.focus()}
            />
          )
        }
      />
    </aside>
  );
}

const KINDS: Record<PageSubject["kind"], string> = { trade: "trade", plan: "plan", day: "day" };

/** A trade goes along with the message; a plan or a day is named in it by one press. */
function SubjectChip({
  subject,
  name,
  place,
  putAside,
  focus,
}: {
  subject: PageSubject;
  name: string;
  place: string;
  putAside: () => void;
  focus: () => void;
}) {
  const isTrade = subject.kind === "trade";
  const words = `${KINDS[subject.kind]} ${name}`.trim();
  const nameIt = () => {
    const { of, change } = useDrafts.getState();
    change(place, { words: `About my ${words}: ${of(place).words}` });
    focus();
  };
  return (
    <span className="inline-flex min-h-7 items-center rounded-full border border-primary bg-mark pl-3 text-sm">
      {isTrade ? (
        <span title="This trade goes along with what you write">with {words}</span>
      ) : (
        <button
          type="button"
          onClick={nameIt}
          title="Name it in the message"
          className="min-h-7 underline decoration-dotted"
        >
          about {words}
        </button>
      )}
      <button
        type="button"
        onClick={putAside}
        aria-label={`Leave out ${words}`}
        className="grid size-7 place-items-center rounded-full text-muted hover:text-text pointer-coarse:size-11"
      >
        <Icon name="close" className="size-3.5" />
      </button>
    </span>
  );
}
