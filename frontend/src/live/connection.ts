// The one socket of this window: connected as long as somebody is signed in, with whoever listens to its events.
import { io, type Socket } from "socket.io-client";
import { Away, Refused } from "@/api/problem";
import { accessToken, doubtAccess, whenOver } from "@/api/sign-in";
import { nameWindow } from "@/api/window";
import type { Acknowledged, Acknowledgement, ClientToServer, EventName, ServerToClient } from "./events";

const ACKNOWLEDGED_WITHIN_MILLISECONDS = 10_000;
const MOST_UNANSWERED = 2; // a socket that is open but deaf is opened anew

export type ConnectionState = "connecting" | "live" | "away";
type Listener<Name extends keyof ServerToClient> = (payload: ServerToClient[Name]) => void;

class Connection {
  private socket: Socket | null = null;
  private state: ConnectionState = "connecting";
  private unanswered = 0;
  private readonly watchers = new Set<() => void>();
  private readonly listeners = new Map<string, Set<(payload: never) => void>>();

  /** Open the socket; again and again until the window is over. */
  open(): void {
    if (this.socket !== null) return;
    const auth = (give: (values: object) => void) => {
      accessToken().then(
        (token) => give({ token }),
        () => give({ token: "" }),
      );
    };
    const socket = io({
      transports: ["websocket"],
      auth,
      reconnectionDelay: 500,
      reconnectionDelayMax: 15_000,
    });
    this.socket = socket;
    socket.on("connect", () => {
      nameWindow(socket.id ?? null);
      this.change("live");
    });
    socket.on("disconnect", (reason) => {
      nameWindow(null);
      this.change("away");
      if (reason === "io server disconnect") this.reopenLater();
    });
    socket.on("connect_error", (error: Error & { data?: { status?: number } }) => {
      this.change("away");
      if (error.data?.status === 401) doubtAccess();
      if (!socket.active) this.reopenLater();
    });
    socket.onAny((name: string, payload: unknown) => {
      for (const listener of this.listeners.get(name) ?? []) listener(payload as never);
    });
    whenOver(() => this.close());
  }

  close(): void {
    this.socket?.close();
    this.socket = null;
  }

  current = (): ConnectionState => this.state;

  /** Hear of every change of the connection's state. */
  watch = (work: () => void): (() => void) => {
    this.watchers.add(work);
    return () => this.watchers.delete(work);
  };

  /** Hear an event of the server. */
  on<Name extends keyof ServerToClient>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners);
    listeners.add(listener as (payload: never) => void);
    return () => listeners.delete(listener as (payload: never) => void);
  }

  /** Send an event; what it is acknowledged with. Throws `Refused`, and `Away` where nothing answers. */
  async call<Name extends EventName>(name: Name, payload: ClientToServer[Name]): Promise<Acknowledged[Name]> {
    const { socket } = this;
    if (socket === null || !socket.connected) throw new Away();
    const sent = socket.timeout(ACKNOWLEDGED_WITHIN_MILLISECONDS).emitWithAck(name, payload);
    const answer = (await sent.catch(() => this.heardNothing(socket))) as Acknowledgement<Name>;
    this.unanswered = 0;
    if (!answer.ok) throw new Refused(answer.error, answer.error.retry_after ?? null);
    return answer;
  }

  private heardNothing(socket: Socket): never {
    this.unanswered += 1;
    if (this.unanswered >= MOST_UNANSWERED) {
      this.unanswered = 0;
      socket.disconnect().connect();
    }
    throw new Away();
  }

  private reopenLater(): void {
    const { socket } = this;
    setTimeout(() => socket === this.socket && socket?.connect(), 1_000 + 2_000 * Math.random());
  }

  private change(state: ConnectionState): void {
    this.state = state;
    for (const work of this.watchers) work();
  }
}

export const connection = new Connection();
