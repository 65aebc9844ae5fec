// Saves what is typed a moment later, and keeps it on the device until the server has it: through a reload and offline.
import { createStore, type StoreApi } from "zustand/vanilla";
import { newId } from "@/api/client";
import { Refused, wordsOf } from "@/api/problem";
import { dropWriting, type KeptWriting, keepWriting } from "@/live/local-database";
import { isSame } from "./same";

const SAVED_AFTER_MILLISECONDS = 1_200;
const FIRST_PAUSE_MILLISECONDS = 2_000;
const LONGEST_PAUSE_MILLISECONDS = 30_000;

export type SavingState = "typing" | "saving" | "saved" | "kept" | "refused";

export interface Writing<Values> extends KeptWriting<Values> {
  /** What the server has; null while it has nothing. */
  saved: Values | null;
  state: SavingState;
  /** What is wrong with it, where the server refused it. */
  why: string | null;
  error: unknown;
  savedAt: Date | null;
}

export interface Sender<Values> {
  /** Whether there is anything that the server would take. */
  isWorthSending(values: Values): boolean;
  /** Send it; the id that it has then. The same key is the same act, however often it is sent. */
  send(writing: Writing<Values>, values: Values, key: string): Promise<string | null>;
  /** The server has it now. */
  sent(writing: Writing<Values>): void;
}

type Writings<Values> = Readonly<Record<string, Writing<Values>>>;

export class Keeper<Values extends object> {
  readonly store: StoreApi<Writings<Values>> = createStore<Writings<Values>>(() => ({}));
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly sendings = new Set<string>();
  private pause = FIRST_PAUSE_MILLISECONDS;

  constructor(private readonly sender: Sender<Values>) {}

  of(place: string): Writing<Values> | undefined {
    return this.store.getState()[place];
  }

  /** Take up what the device has kept, and send it. */
  resume(kept: readonly KeptWriting<Values>[]): void {
    for (const writing of kept) {
      if (this.of(writing.place)) continue;
      this.put({ ...writing, saved: null, state: "kept", why: null, error: null, savedAt: null });
      void this.keep(writing.place);
      this.saveSoon(writing.place, 0);
    }
  }

  /** What is shown of a place: what is typed there, else what the server has. */
  begin(place: string, day: string, id: string | null, saved: Values | null, values: Values): void {
    const before = this.of(place);
    if (before && before.state !== "saved") {
      if (before.saved === null && saved !== null) this.put({ ...before, saved });
      return;
    }
    const plain = { why: null, error: null, savedAt: before?.savedAt ?? null, sending: null };
    this.put({ place, day, id, values, saved, state: "saved", ...plain });
  }

  change(place: string, values: Partial<Values>): void {
    const before = this.of(place);
    if (!before) return;
    this.put({ ...before, values: { ...before.values, ...values }, state: "typing" });
    void this.keep(place);
    this.saveSoon(place, SAVED_AFTER_MILLISECONDS);
  }

  saveNow(place: string): Promise<void> {
    clearTimeout(this.timers.get(place));
    return this.save(place);
  }

  async saveAll(): Promise<void> {
    await Promise.all(this.unsaved().map(({ place }) => this.saveNow(place)));
  }

  /** It is gone, or was never worth keeping. */
  async forget(place: string): Promise<void> {
    clearTimeout(this.timers.get(place));
    this.timers.delete(place);
    const { [place]: _, ...others } = this.store.getState();
    this.store.setState(others, true);
    await dropWriting(place).catch(() => undefined);
  }

  clear(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.store.setState({}, true);
  }

  /** What the server does not have yet, as the device keeps it. */
  unsaved(): KeptWriting<Values>[] {
    return Object.values(this.store.getState())
      .filter(({ state }) => state !== "saved")
      .map(({ place, day, id, values, sending }) => ({ place, day, id, values, sending }));
  }

  private put(writing: Writing<Values>): void {
    this.store.setState({ [writing.place]: writing });
  }

  private async keep(place: string): Promise<void> {
    const writing = this.of(place);
    if (!writing) return;
    const { day, id, values, sending } = writing;
    await keepWriting({ place, day, id, values, sending }).catch(() => undefined); // a device that keeps nothing
  }

  private saveSoon(place: string, milliseconds: number): void {
    clearTimeout(this.timers.get(place));
    this.timers.set(
      place,
      setTimeout(() => void this.save(place), milliseconds),
    );
  }

  private async save(place: string): Promise<void> {
    if (this.sendings.has(place)) return this.saveSoon(place, SAVED_AFTER_MILLISECONDS);
    this.sendings.add(place);
    try {
      while (await this.saveOnce(place));
    } finally {
      this.sendings.delete(place);
    }
  }

  /** Whether more was typed while it was sent. */
  private async saveOnce(place: string): Promise<boolean> {
    const writing = this.of(place);
    if (!writing || writing.state === "saved") return false;
    const { saved, values } = writing;
    if (writing.sending === null) {
      if (saved !== null && isSame(values, saved)) return this.arrived(place, saved, writing.id);
      if (!this.sender.isWorthSending(values)) return false;
    }
    const sending = writing.sending ?? { key: newId(), values: writing.values };
    this.put({ ...writing, sending, state: "saving", why: null, error: null });
    await this.keep(place);
    try {
      const id = await this.sender.send({ ...writing, sending }, sending.values, sending.key);
      this.pause = FIRST_PAUSE_MILLISECONDS;
      return await this.arrived(place, sending.values, id);
    } catch (error) {
      await this.failed(place, error);
      return false;
    }
  }

  private async arrived(place: string, saved: Values, id: string | null): Promise<boolean> {
    const writing = this.of(place);
    if (!writing) return false;
    const isWhole = writing.values === saved || isSame(writing.values, saved);
    const state = isWhole ? ("saved" as const) : ("typing" as const);
    const after = { ...writing, id, saved, sending: null, state, savedAt: new Date() };
    this.put(after);
    if (isWhole) await dropWriting(place).catch(() => undefined);
    else await this.keep(place);
    this.sender.sent(after);
    return !isWhole;
  }

  private async failed(place: string, error: unknown): Promise<void> {
    const writing = this.of(place);
    if (!writing) return;
    if (error instanceof Refused && !isForNow(error)) {
      this.put({ ...writing, sending: null, state: "refused", why: wordsOf(error), error });
      return this.keep(place);
    }
    this.put({ ...writing, state: "kept" });
    this.saveSoon(place, this.pause);
    this.pause = Math.min(LONGEST_PAUSE_MILLISECONDS, this.pause * 2);
  }
}

/** Whether the server would take it later: too many at once, or a fault of its own. */
function isForNow(refused: Refused): boolean {
  const { status } = refused.problem;
  return status === 429 || status >= 500;
}
