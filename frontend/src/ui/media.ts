// What the device is like, as a value that follows its changes.
import { useSyncExternalStore } from "react";

export function useMatches(query: string): boolean {
  return useSyncExternalStore(
    (work) => {
      const media = matchMedia(query);
      media.addEventListener("change", work);
      return () => media.removeEventListener("change", work);
    },
    () => matchMedia(query).matches,
  );
}

export const NARROW = "(max-width: 639px)";
export const COARSE = "(pointer: coarse)";
