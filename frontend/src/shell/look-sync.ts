// The look that a trader chose goes with them to every device; a change here is told to the server soon after it.
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { formatFor } from "@/ui/format";
import { type Look, useLook } from "@/ui/look";
import { changedIn, lookOf, sharedPart } from "./shared-look";

type Preferences = components["schemas"]["AppPreferences"];
const SOON_MILLISECONDS = 600; // a slider of choices that is gone through is one change

/** Take over what the server knows, and tell it of changes until the returned function is called. */
export function followLook(preferences: Preferences): () => void {
  useLook.getState().change(lookOf(preferences));
  formatIn(useLook.getState());
  let known = sharedPart(useLook.getState());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    const now = sharedPart(useLook.getState());
    const changes = changedIn(known, now);
    if (Object.keys(changes).length === 0) return;
    save(changes).then(
      () => {
        known = now;
      },
      () => undefined, // it holds on this device, and is told with the next change
    );
  };
  const stop = useLook.subscribe((look) => {
    formatIn(look);
    clearTimeout(timer);
    timer = setTimeout(tell, SOON_MILLISECONDS);
  });
  return () => {
    stop();
    clearTimeout(timer);
    tell();
  };
}

function save(preferences: Preferences): Promise<unknown> {
  return contentOf(api.PATCH("/api/auth/me", { body: { preferences } }));
}

function formatIn({ locale }: Pick<Look, "locale">): void {
  formatFor({ locale: locale ?? (navigator.language || "en") });
}
