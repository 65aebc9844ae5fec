// What another window changed: what is shown of it is asked anew, and a form that stands on it hears of it.
import type { QueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { dependsOn, isOf, type Resource } from "./changed-things";
import { connection } from "./connection";

let isStarted = false;

/** Begin to listen; a second call does nothing. */
export function startChanges(queries: QueryClient): void {
  if (isStarted) return;
  isStarted = true;
  connection.on("changed", ({ resource }) => {
    void queries.invalidateQueries({ predicate: ({ queryKey }) => dependsOn(resource, queryKey[0]) });
  });
}

/** Whether another window changed this since the form was opened; `settle` when the form knows what there is now. */
export function useChangedElsewhere(resource: Resource, id: string | null, isWatched = true) {
  const [isChanged, setChanged] = useState(false);
  useEffect(() => {
    if (!isWatched) return;
    return connection.on("changed", (change) => {
      if (isOf(change, resource, id)) setChanged(true);
    });
  }, [resource, id, isWatched]);
  return { isChanged, settle: () => setChanged(false), notice: () => setChanged(true) };
}
