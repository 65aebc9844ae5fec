// The palette: places, commands and records by a few letters; each row shows the key that does the same.
import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { Key } from "@/ui/button";
import { type Command, useCommands } from "./commands";
import { PLACES } from "./places";

export default function Palette({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(opens) => !opens && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/60" />
        <Dialog.Popup
          aria-label="Command palette"
          className="fixed top-[12vh] left-1/2 z-50 w-[min(94vw,36rem)] -translate-x-1/2 overflow-hidden rounded-md border border-line bg-surface shadow-xl"
        >
          <Search close={close} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Search({ close }: { close: () => void }) {
  const navigate = useNavigate();
  const offered = useCommands((state) => state.commands);
  const [words, setWords] = useState("");
  const commands = useMemo(() => {
    const places = PLACES.map<Command>((place) => ({
      id: place.path,
      words: place.words,
      also: place.also,
      key: `g ${place.key}`,
      group: "Go to",
      run: () => void navigate({ to: place.path }),
    }));
    return [...offered, ...places];
  }, [offered, navigate]);
  const fitting = commands.filter((command) => fits(command, words));
  const run = (command: Command) => {
    close();
    command.run();
  };
  return (
    <Autocomplete.Root
      items={fitting}
      value={words}
      onValueChange={setWords}
      itemToStringValue={(command: Command) => command.words}
      filter={null}
      autoHighlight="always"
      keepHighlight
      open
      inline
    >
      <Autocomplete.Input
        autoFocus
        aria-label="Search places and commands"
        placeholder="Where to, or what to do?"
        className="w-full border-b border-line bg-transparent p-4 text-lg outline-none"
      />
      <Autocomplete.Empty className="p-4 text-muted empty:hidden">
        Nothing is called so. Try another word.
      </Autocomplete.Empty>
      <Autocomplete.List className="max-h-[50vh] overflow-y-auto p-2 empty:hidden">
        {(command: Command) => (
          <Autocomplete.Item
            key={command.id}
            value={command}
            onClick={() => run(command)}
            className="flex min-h-9 items-center gap-3 rounded-md px-3 data-highlighted:bg-raised"
          >
            <span className="text-xs text-muted">{command.group}</span>
            <span className="flex-1">{command.words}</span>
            {command.key && <Key>{command.key}</Key>}
          </Autocomplete.Item>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
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
