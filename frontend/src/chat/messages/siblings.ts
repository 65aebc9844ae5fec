// Messages that stand beside one another: other answers to a question, other wordings of a message.
import { queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import type { Message } from "@/live/events";
import type { Branch } from "./rows";

type Siblings = components["schemas"]["Siblings"];

/** Where one goes from here: a place among what the window has, or the id of what it has to fetch. */
export type Beside = number | string | null;

export interface Besides {
  readonly place: number;
  readonly count: number;
  readonly previous: Beside;
  readonly next: Beside;
}

export function siblingsOf(message: Message) {
  return queryOptions({
    queryKey: ["conversations", "siblings", message.id],
    queryFn: ({ signal }) => {
      const params = { path: { message_id: message.id } };
      return contentOf(api.GET("/api/messages/{message_id}/siblings", { params, signal }));
    },
  });
}

/** Whether the server has some that this window does not: branches are counted from 0 and none is left out. */
export function mayHaveMore(branch: Branch, message: Message): boolean {
  return message.branch_index !== branch.place || branch.isPartial;
}

/** Where a message stands among those beside it; as the server counts them, where it was asked. */
export function besides(branch: Branch, id: string, siblings: Siblings | undefined): Besides {
  const place = siblings?.items.findIndex((sibling) => sibling.id === id) ?? -1;
  if (siblings === undefined || place < 0 || siblings.count <= branch.count) {
    const last = branch.count - 1;
    return {
      place: branch.place,
      count: branch.count,
      previous: branch.place > 0 ? branch.place - 1 : null,
      next: branch.place < last ? branch.place + 1 : null,
    };
  }
  return {
    place,
    count: siblings.count,
    previous: siblings.items[place - 1]?.id ?? null,
    next: siblings.items[place + 1]?.id ?? null,
  };
}
