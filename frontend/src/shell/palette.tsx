// The palette: places, commands and everything that is the trader's, by a few letters; each row shows the key that does the same.
import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { wordsOf } from "@/api/problem";
import { type Command, useCommands } from "./commands";
import { addressOfThing, type FoundKind, KINDS } from "./found-things";
import { useLayer } from "./layer";
import { type Entry, PaletteRow } from "./palette-row";
import { PLACES } from "./places";
import { type Found, useFound } from "./use-found";

interface Group {
  readonly value: string;
  readonly items: readonly Entry[];
}

export default function Palette({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(opens) => !opens && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/60" />
        <Dialog.Popup
          aria-label="Command palette"
          className="fixed top-[8vh] sm:top-[12vh] left-1/2 z-50 w-[min(94vw,42rem)] -translate-x-1/2 overflow-hidden rounded-md border border-line bg-surface shadow-xl"
        >
          <Search close={close} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Search({ close }: { close: () => void }) {
  const router = useRouter();
  const [words, setWords] = useState(() => useLayer.getState().words);
  const [only, setOnly] = useState<FoundKind | null>(null);
  const commands = useEverythingToDo().filter((command) => fits(command, words));
  const found = useFound(words, only);
  const groups = only === null ? [...groupsOf(commands), ...foundGroups(found)] : kindGroups(found);
  const write = (typed: string) => {
    setWords(typed);
    if (typed.trim() === "") setOnly(null);
  };
  const run = (entry: Entry) => {
    if (entry.what === "more") return only === entry.kind ? found.more() : setOnly(entry.kind);
    if (entry.what === "back") return setOnly(null);
    close();
    if (entry.what === "command") return entry.command.run();
    const { to, search } = addressOfThing(entry.thing);
    void router.navigate({ to, search });
  };
  return (
    <Autocomplete.Root
      items={groups}
      value={words}
      onValueChange={(typed, { reason }) => reason !== "item-press" && write(typed)}
      itemToStringValue={(entry: Entry) => entry.id}
      filter={null}
      autoHighlight="always"
      keepHighlight
      open
      inline
    >
      <Autocomplete.Input
        autoFocus
        aria-label="Search places and commands"
        placeholder="Where to, what to do, what to find?"
        className="w-full border-b border-line bg-transparent p-4 text-lg outline-none"
      />
      <Autocomplete.List className="max-h-[min(60vh,34rem)] overflow-y-auto p-2 empty:hidden">
        {(group: Group) => (
          <Autocomplete.Group key={group.value} items={group.items} className="not-first:mt-2">
            <Autocomplete.GroupLabel className="px-3 py-1 text-xs text-muted">
              {group.value}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(entry: Entry) => (
                <Autocomplete.Item
                  key={entry.id}
                  value={entry}
                  disabled={found.isStale && entry.what !== "command"}
                  onClick={() => run(entry)}
                  className="rounded-md px-3 data-disabled:opacity-60 data-highlighted:bg-raised"
                >
                  <PaletteRow entry={entry} />
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
      <SearchState words={words} found={found} hasRows={groups.length > 0} />
    </Autocomplete.Root>
  );
}

/** How far the search is, and that nothing was found, in words. */
function SearchState({ words, found, hasRows }: { words: string; found: Found; hasRows: boolean }) {
  const shown = found.kinds.reduce((sum, { things }) => sum + things.length, 0);
  const isNothing = found.state === "done" && found.kinds.every(({ things }) => things.length === 0);
  const mayBeMore = found.kinds.some(({ hasMore }) => hasMore);
  return (
    <p
      role={found.state === "failed" ? "alert" : "status"}
      className={`border-t border-line px-4 py-2 text-sm ${found.state === "failed" ? "text-loss" : "text-muted"}`}
    >
      {found.state === "idle" &&
        (hasRows || words.trim() === ""
          ? "Words also find messages, trades, plans, journal, patterns and memory."
          : "Nothing is called so. Another letter searches everything that is yours.")}
      {found.state === "asking" && "Searching\u2026"}
      {found.state === "failed" && wordsOf(found.error)}
      {isNothing && !mayBeMore && `Nothing of yours has \u201c${words.trim()}\u201d.`}
      {isNothing && mayBeMore && "Not among the latest. \u201cMore\u201d looks further back."}
      {found.state === "done" && !isNothing && `${shown} found. Enter opens.`}
    </p>
  );
}

function useEverythingToDo(): readonly Command[] {
  const navigate = useNavigate();
  const offered = useCommands((state) => state.commands);
  return useMemo(() => {
    const places = PLACES.map<Command>((place) => ({
      id: place.path,
      words: place.words,
      also: place.also,
      key: `g ${place.key}`,
      group: "Go to",
      run: () => void navigate({ to: place.path }),
    }));
    const isOfAccount = ({ group }: Command) => group === "Account"; // Enter at once must sign nobody out
    return [...offered.filter((one) => !isOfAccount(one)), ...places, ...offered.filter(isOfAccount)];
  }, [offered, navigate]);
}

function groupsOf(commands: readonly Command[]): Group[] {
  const names = [...new Set(commands.map(({ group }) => group))];
  return names.map((value) => ({
    value,
    items: commands
      .filter(({ group }) => group === value)
      .map((command) => ({ what: "command", id: command.id, command })),
  }));
}

function foundGroups(found: Found): Group[] {
  return found.kinds.map(({ kind, things, hasMore }) => {
    const rows = things.map<Entry>((thing) => ({ what: "thing", id: thing.id, thing }));
    const more: Entry = { what: "more", id: `more:${kind}`, kind };
    return { value: KINDS[kind].words, items: hasMore ? [...rows, more] : rows };
  });
}

/** One kind alone, with the way back to all of them. */
function kindGroups(found: Found): Group[] {
  const back: Group = { value: "One kind", items: [{ what: "back", id: "back" }] };
  return [...foundGroups(found), back];
}

/** Whether every word that was typed begins a word of the command. */
export function fits(command: Command, words: string): boolean {
  const known = `${command.words} ${command.group} ${command.also ?? ""}`.toLowerCase().split(/\s+/);
  return words
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => known.some((part) => part.startsWith(word)));
}
