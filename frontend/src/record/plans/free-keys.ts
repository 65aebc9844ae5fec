// Enter and Escape where no field, no button and no layer above the page would take them.
import { useEffect, useRef } from "react";
import { isTyping } from "@/shell/keys";
import { useLook } from "@/ui/look";

const LAYERS = "[role=dialog][data-open], [role=alertdialog], [role=menu]";

function useHeard(work: (event: KeyboardEvent) => void): void {
  const current = useRef(work);
  current.current = work;
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      if (!event.defaultPrevented && !event.repeat && !document.querySelector(LAYERS)) current.current(event);
    };
    addEventListener("keydown", heard, { capture: true }); // before a layer that Escape closes is gone
    return () => removeEventListener("keydown", heard, { capture: true });
  }, []);
}

/** Enter while nothing has the focus. */
export function useEnter(work: () => void): void {
  useHeard((event) => {
    const { target } = event;
    const isFree = target === document.body || (target instanceof Element && target.id === "main");
    if (event.key !== "Enter" || !isFree || !useLook.getState().hasSingleKeys) return;
    event.preventDefault();
    work();
  });
}

/** Escape leaves a field first, then does this. */
export function useEscape(work: () => void): void {
  useHeard((event) => {
    if (event.key !== "Escape") return;
    if (isTyping(event) && event.target instanceof HTMLElement) event.target.blur();
    else work();
  });
}
