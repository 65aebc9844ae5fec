// What the palette offers beside the places: each screen adds its own while it is shown.
import { useEffect, useRef } from "react";
import { create } from "zustand";

export interface Command {
  readonly id: string;
  readonly words: string;
  /** The key that does the same, as it is shown. */
  readonly key?: string;
  readonly also?: string;
  readonly group: string;
  run(): void;
}

interface Commands {
  commands: readonly Command[];
  add(commands: readonly Command[]): () => void;
}

export const useCommands = create<Commands>()((set) => ({
  commands: [],
  add: (added) => {
    const ids = new Set(added.map((command) => command.id));
    set(({ commands }) => ({ commands: [...commands.filter(({ id }) => !ids.has(id)), ...added] }));
    return () =>
      set(({ commands }) => ({ commands: commands.filter((command) => !added.includes(command)) }));
  },
}));

/** While the component is shown, the palette offers these. */
export function useOffered(commands: readonly Command[]): void {
  const current = useRef(commands);
  current.current = commands;
  const names = commands.map(({ id, words }) => `${id}:${words}`).join("|");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names say when the offer is another one
  useEffect(() => {
    const offered = current.current.map((command, place) => ({
      ...command,
      run: () => current.current[place]?.run(),
    }));
    return useCommands.getState().add(offered);
  }, [names]);
}
