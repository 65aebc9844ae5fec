// Parts of the app that are loaded when they are first shown.
import { inTab } from "@/api/kept";

const BEGUN_ANEW = "coach.begun-anew-for";

/**
 * A tab that was open while the app was rebuilt asks for parts that are gone: where one is to be shown, the page begins
 * anew, once for each part; drafts are kept. What is only fetched ahead never does that. The router does it for screens.
 */
export function orAnew<Part>(load: () => Promise<Part>): () => Promise<Part> {
  return () =>
    load().catch((error: unknown) => {
      const part = error instanceof Error ? error.message : String(error); // it names the file
      if (!navigator.onLine || inTab.getItem(BEGUN_ANEW) === part) throw error;
      inTab.setItem(BEGUN_ANEW, part);
      location.reload();
      return new Promise<never>(() => undefined);
    });
}
