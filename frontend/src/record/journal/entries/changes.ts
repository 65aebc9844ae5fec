// What is done to an entry beside typing: deleted with an undo, and restored.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import { wordsOf } from "@/api/problem";
import { say } from "@/ui/toast";
import { journalChanged } from "../queries";
import { entryKeeper } from "../saving/keepers";

async function deleteEntry(id: string): Promise<void> {
  await api.DELETE("/api/trading/journal/{entry_id}", { params: { path: { entry_id: id } } });
}

async function restoreEntry(id: string): Promise<void> {
  await contentOf(
    api.POST("/api/trading/journal/{entry_id}/restore", { params: { path: { entry_id: id } } }),
  );
}

async function attempt(queries: QueryClient, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    say(wordsOf(error), { isError: true });
    return false;
  } finally {
    await journalChanged(queries);
  }
}

export function useEntryChanges() {
  const queries = useQueryClient();
  const restore = (id: string) => attempt(queries, () => restoreEntry(id));
  return {
    restore,
    /** `place` is where it is typed, `id` what the server knows it by. */
    remove: async (place: string, id: string | null) => {
      const writing = entryKeeper.of(place);
      if (id === null) {
        await entryKeeper.forget(place);
        const back = () => {
          if (!writing) return;
          entryKeeper.begin(place, writing.day, null, null, writing.values);
          entryKeeper.change(place, {});
        };
        if (writing?.values.body.trim()) say("Entry thrown away", { undo: back });
        return;
      }
      if (!(await attempt(queries, () => deleteEntry(id)))) return;
      await entryKeeper.forget(place);
      say("Entry deleted", { undo: () => void restore(id) });
    },
  };
}

export async function addTemplate(name: string, body: string): Promise<void> {
  await contentOf(api.POST("/api/trading/journal/templates", { body: { name, body, kind: "other" } }));
}

export async function removeTemplate(id: string): Promise<void> {
  await api.DELETE("/api/trading/journal/templates/{template_id}", {
    params: { path: { template_id: id } },
  });
}
