// What is being written to the memory, kept while the trader looks elsewhere. Of this window alone: it is about a person.
import { create } from "zustand";

interface Draft {
  statement: string;
  write(statement: string): void;
}

export const useDraft = create<Draft>()((set) => ({
  statement: "",
  write: (statement) => set({ statement }),
}));
