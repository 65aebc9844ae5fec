// Who is signed in in this window; everything below it may count on somebody.
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { Away } from "@/api/problem";
import { remembersSomebody, renew, type User } from "@/api/sign-in";
import { connection } from "@/live/connection";
import { formatFor } from "@/ui/format";
import { followLook } from "./look-sync";

interface Session {
  user: User;
  change(user: User): void;
}

const SessionContext = createContext<Session | null>(null);

/** The signed-in trader. */
export function useUser(): User {
  return useSession().user;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("Nobody is signed in here.");
  return session;
}

type State = "asking" | "nobody" | "away" | User;

/** Shows `door` until somebody has signed in. */
export function SessionGate({
  door,
  children,
}: {
  door: (enter: (user: User) => void) => ReactNode;
  children: ReactNode;
}) {
  const [state, setState] = useState<State>(remembersSomebody() ? "asking" : "nobody");
  const queries = useQueryClient();

  useEffect(() => {
    if (state !== "asking") return;
    renew().then(setState, (error: unknown) => setState(error instanceof Away ? "away" : "nobody"));
  }, [state]);

  useEffect(() => {
    if (typeof state === "string") return;
    formatFor({ zone: state.timezone, currency: state.base_currency });
    connection.open();
    endOtherPushes().catch(() => undefined); // asked again at the next start
  }, [state]);

  useLookOf(state);

  if (state === "asking") return <Waiting words="Signing in" />;
  if (state === "away") return <AwayNote retry={() => setState("asking")} />;
  if (state === "nobody") {
    return door((user) => {
      queries.clear();
      setState(user);
    });
  }
  return (
    <SessionContext.Provider value={{ user: state, change: setState }}>{children}</SessionContext.Provider>
  );
}

async function endOtherPushes(): Promise<void> {
  const { endOthers } = await import("@/notifications/push/browser-push");
  await endOthers();
}

/** From sign-in on, and not anew when the profile changes. */
function useLookOf(state: State): void {
  const [id, preferences] = typeof state === "string" ? [null, null] : [state.id, state.preferences];
  const first = useRef(preferences);
  if (first.current === null) first.current = preferences;
  useEffect(() => {
    if (id !== null && first.current !== null) return followLook(first.current);
  }, [id]);
}

function Waiting({ words }: { words: string }) {
  return (
    <p role="status" className="grid h-full place-items-center text-muted">
      {words}
    </p>
  );
}

function AwayNote({ retry }: { retry: () => void }) {
  useEffect(() => {
    const timer = setInterval(retry, 3_000);
    return () => clearInterval(timer);
  }, [retry]);
  return (
    <Waiting words="The server cannot be reached. Trying again; what you typed is kept on this device." />
  );
}
