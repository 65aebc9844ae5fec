// What a trader typed and did not send yet, on this device: drafts, files and the outbox, each under its owner's id.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { ownerId, whenOver } from "@/api/sign-in";

export interface KeptFile {
  id: string;
  name: string;
  content: Blob;
  /** The id of the upload, once the server has it. */
  upload: string | null;
}

export interface Draft {
  words: string;
  files: KeptFile[];
}

export interface Unsent {
  client_message_id: string;
  /** The conversation; a new one is called by an id of this window until the server knows it. */
  place: string;
  content: string;
  mode: "analysis" | "psychology";
  files: KeptFile[];
  trades: string[];
  written_at: number;
}

/** Something of the journal that the server does not have yet. */
export interface KeptWriting<Values = unknown> {
  /** The id of an entry, or of one that the server does not know (`new:…`), or a check-in (`check-in:2026-11-30`). */
  place: string;
  day: string;
  /** The entry's id, once the server has given it one. */
  id: string | null;
  values: Values;
  /** What was sent and may have arrived: it goes again, with its key, before anything newer. */
  sending: { key: string; values: Values } | null;
}

interface Tables extends DBSchema {
  drafts: { key: [string, string]; value: Draft & { owner: string; place: string } };
  outbox: {
    key: [string, string];
    value: Unsent & { owner: string };
    indexes: { "by owner": string };
  };
  journal: {
    key: [string, string];
    value: KeptWriting & { owner: string };
  };
}

const NAME = "coach";
const VERSION = 2;
let opened: Promise<IDBPDatabase<Tables>> | null = null;

function database(): Promise<IDBPDatabase<Tables>> {
  opened ??= open();
  return opened;
}

function open(): Promise<IDBPDatabase<Tables>> {
  return openDB<Tables>(NAME, VERSION, {
    upgrade(made, before) {
      if (before < 1) {
        made.createObjectStore("drafts", { keyPath: ["owner", "place"] });
        const outbox = made.createObjectStore("outbox", { keyPath: ["owner", "client_message_id"] });
        outbox.createIndex("by owner", "owner");
      }
      if (before < 2) made.createObjectStore("journal", { keyPath: ["owner", "place"] });
    },
    blocking() {
      opened?.then((store) => store.close()); // a newer version of the app is open in another window
      opened = null;
    },
    terminated() {
      opened = null;
    },
  });
}

function me(): string {
  const owner = ownerId();
  if (owner === null) throw new Error("Nobody is signed in in this window.");
  return owner;
}

export async function readDraft(place: string): Promise<Draft | null> {
  return (await (await database()).get("drafts", [me(), place])) ?? null;
}

/** Keep a draft; an empty one is forgotten. */
export async function keepDraft(place: string, draft: Draft): Promise<void> {
  const owner = me();
  const store = await database();
  const isEmpty = draft.words === "" && draft.files.length === 0;
  if (isEmpty) await store.delete("drafts", [owner, place]);
  else await store.put("drafts", { ...draft, owner, place });
}

/** What is still to be sent, the oldest first. */
export async function readOutbox(): Promise<Unsent[]> {
  const items = await (await database()).getAllFromIndex("outbox", "by owner", me());
  return items.sort((one, other) => one.written_at - other.written_at);
}

export async function putUnsent(item: Unsent): Promise<void> {
  await (await database()).put("outbox", { ...item, owner: me() });
}

export async function dropUnsent(clientMessageId: string): Promise<void> {
  await (await database()).delete("outbox", [me(), clientMessageId]);
}

/** What of the journal is still to be sent. */
export async function readWritings(): Promise<KeptWriting[]> {
  const owner = me();
  return (await database()).getAll("journal", IDBKeyRange.bound([owner], [owner, []]));
}

export async function keepWriting(writing: KeptWriting): Promise<void> {
  const owner = me();
  await (await database()).put("journal", { ...writing, owner });
}

export async function dropWriting(place: string): Promise<void> {
  const owner = me();
  await (await database()).delete("journal", [owner, place]);
}

/** Nothing that its owner typed stays on this device after they signed out. */
export async function forgetOwner(owner: string): Promise<void> {
  const store = await open(); // that of the window is closed when the window is over
  const changes = store.transaction(["drafts", "outbox", "journal"], "readwrite");
  for (const name of ["drafts", "outbox", "journal"] as const) {
    const table = changes.objectStore(name);
    await table.delete(IDBKeyRange.bound([owner], [owner, []]));
  }
  await changes.done;
  store.close();
}

whenOver(() => {
  opened?.then((store) => store.close());
});
