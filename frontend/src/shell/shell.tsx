// The frame around every screen: rail, palette, keys, the coach beside the page, and what waits for the trader.

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { keepsNothing, watchKeeping } from "@/api/kept";
import { startChanges } from "@/live/changes";
import { connection } from "@/live/connection";
import { useUnread } from "@/notifications/unread";
import { Button } from "@/ui/button";
import { whenIdle } from "@/ui/idle";
import { applyLook, nextUnit, useLook } from "@/ui/look";
import { orAnew } from "@/ui/part";
import { say, Toasts } from "@/ui/toast";
import { useOffered } from "./commands";
import { type Keys, useKeys } from "./keys";
import { closeLayer, openLayer, useLayer } from "./layer";
import { leave } from "./leave";
import { PLACES } from "./places";
import { Bell, BottomBar, Rail } from "./rail";
import { SessionChip } from "./session-chip";
import { NOTE, UpdateNote } from "./update-note";
import { usePushClicks } from "./use-push-clicks";

const loadPalette = () => import("./palette");
const loadQuickLog = async () => {
  const [line] = await Promise.all([import("@/record/trades/quick-log"), import("@/ui/dialog-window")]);
  return line;
};
const loadMayI = () => import("@/record/rulebook/may-i");
const Palette = lazy(orAnew(loadPalette));
const HelpSheet = lazy(orAnew(() => import("./help-sheet")));
const CoachPanel = lazy(orAnew(() => import("@/chat/coach-panel")));
const QuickLog = lazy(orAnew(loadQuickLog));
const MayI = lazy(orAnew(loadMayI));

export function Shell() {
  const layer = useLayer((state) => state.layer);
  const look = useLook();
  const navigate = useNavigate();
  const unread = useUnread();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const isWithCoach = look.coachIsOpen && !path.startsWith("/coach");

  const queries = useQueryClient();
  useEffect(() => applyLook(look), [look]);
  useEffect(() => void startChat(queries), [queries]);
  usePushClicks();
  useEffect(() => startChanges(queries), [queries]);
  useEffect(() => whenIdle(loadLayers), []);

  const places: Keys = Object.fromEntries(
    PLACES.map((place) => [`g ${place.key}`, () => void navigate({ to: place.path })]),
  );
  useKeys({
    ...places,
    "$mod+k": () => openLayer("palette"),
    "Shift+?": () => openLayer("help"),
    "`": () => look.change({ coachIsOpen: !look.coachIsOpen }),
    t: () => openLayer("log"),
    x: () => openLayer("may-i"),
    u: () => changeUnit(),
    h: () => hideMoney(),
  });

  useOffered([{ id: "sign-out", words: "Sign out", group: "Account", run: () => void leave() }]);

  const close = closeLayer;
  return (
    <div className="flex h-full flex-col">
      <a href="#main" className="skip-link">
        Skip to the page
      </a>
      <div className="pointer-events-none fixed inset-x-0 top-0 z-30 grid justify-items-center gap-1">
        <ConnectionNote />
        <UpdateNote />
        <KeepingNote />
      </div>
      <div className="flex min-h-0 flex-1">
        <Rail unread={unread} />
        <div className="flex min-w-0 flex-1 flex-col">
          <TopBar openPalette={() => openLayer("palette")} unread={unread} />
          <main id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
            <Outlet />
          </main>
        </div>
        {isWithCoach && (
          <Suspense>
            <CoachPanel close={() => look.change({ coachIsOpen: false })} />
          </Suspense>
        )}
      </div>
      <BottomBar more={() => openLayer("palette")} />
      <Suspense fallback={(layer === "palette" || layer === "log") && <TypedAhead />}>
        {layer === "palette" && <Palette isOpen close={close} />}
        {layer === "help" && <HelpSheet isOpen close={close} />}
        {layer === "log" && <QuickLog isOpen close={close} />}
        {layer === "may-i" && <MayI isOpen close={close} />}
      </Suspense>
      <Toasts />
    </div>
  );
}

function focusAtOnce(field: HTMLInputElement | null): void {
  field?.focus();
}

/** Takes what is typed before the palette or the line of a trade is there, which then begins with it. */
function TypedAhead() {
  const words = useLayer((state) => state.words);
  return (
    <input
      ref={focusAtOnce}
      aria-label="Opening"
      className="sr-only"
      value={words}
      onChange={(event) => useLayer.setState({ words: event.target.value })}
      onKeyDown={(event) => event.key === "Escape" && closeLayer()}
    />
  );
}

/** The screen stands before what hears the conversations and sends what waits. */
async function startChat(queries: QueryClient): Promise<void> {
  const chat = await import("@/chat/start");
  chat.startChat(queries);
}

/** What a key opens is there before its first press, so that nothing that is typed after it is lost. */
function loadLayers(): void {
  for (const load of [loadQuickLog, loadMayI, loadPalette]) load().catch(() => undefined);
  import("@/ui/dialog-window").catch(() => undefined);
}

function changeUnit(): void {
  const { unit, change } = useLook.getState();
  const next = nextUnit(unit);
  change({ unit: next });
  say({ money: "Results in money", r: "Results in R", percent: "Results in percent" }[next]);
}

function hideMoney(): void {
  const { hidesMoney, change } = useLook.getState();
  change({ hidesMoney: !hidesMoney });
  say(hidesMoney ? "Money is shown" : "Money is hidden");
}

/** A browser that keeps nothing is no fault of the app, but its trader has to know. */
function KeepingNote() {
  const keeps = !useSyncExternalStore(watchKeeping, keepsNothing);
  const [isRead, setRead] = useState(false);
  return (
    <div
      role="status"
      className={
        keeps || isRead ? "sr-only" : `${NOTE} pointer-events-auto flex items-center gap-3 text-fire`
      }
    >
      {!keeps && "This browser keeps nothing: what you did not send is gone when this window is closed."}
      {!keeps && !isRead && (
        <Button kind="quiet" onClick={() => setRead(true)}>
          Understood
        </Button>
      )}
    </div>
  );
}

function TopBar({ openPalette, unread }: { openPalette: () => void; unread: number }) {
  return (
    <header className="flex shrink-0 items-center gap-2 border-b border-line px-3 py-1.5">
      <Button kind="quiet" onClick={openPalette} shortcut="Ctrl K" className="text-muted">
        Search or do
      </Button>
      <span className="flex-1" />
      <Bell unread={unread} />
      <SessionChip />
    </header>
  );
}

const PATIENCE = { first: 8_000, again: 2_000 }; // milliseconds: on a slow line the first connection takes its time

/** Said only when the connection is gone for more than a moment. */
function ConnectionNote() {
  const state = useSyncExternalStore(connection.watch, connection.current);
  const [isShown, show] = useState(false);
  const wasLive = useRef(false);
  useEffect(() => {
    if (state === "live") {
      wasLive.current = true;
      return show(false);
    }
    const timer = setTimeout(() => show(true), wasLive.current ? PATIENCE.again : PATIENCE.first);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <p role="status" className={isShown ? `${NOTE} text-center text-fire` : "sr-only"}>
      {isShown ? "Not connected. What you write is kept and sent as soon as the server is back." : ""}
    </p>
  );
}
