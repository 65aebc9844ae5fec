// The keys of the app. Single letters work outside fields only, and can be switched off.
import { useEffect, useRef } from "react";
import { tinykeys } from "tinykeys";
import { useLook } from "@/ui/look";

type Work = (event: KeyboardEvent) => void;
export type Keys = Record<string, Work>;

const FIELDS =
  "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable=true]";

export function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest(FIELDS) !== null;
}

function hasModifier(keys: string): boolean {
  return /(?:^|\s)(?:\$mod|Control|Alt|Meta)\+/.test(keys);
}

const SEQUENCE_MILLISECONDS = 1_000; // as long as tinykeys waits for the second key
const PREFIX = "g";
let latest = { key: "", at: 0 };
const LAYERS = ":is([role=dialog], [role=alertdialog]):not([data-toast]), [role=menu]";
let before = latest;
let hadLayer = false;
addEventListener(
  "keydown",
  ({ key, timeStamp }) => {
    before = latest;
    latest = { key, at: timeStamp };
    hadLayer = document.querySelector(LAYERS) !== null; // before Escape closes it
  },
  { capture: true },
);

/** Whether a key is the second of a sequence: `g t` goes to the trades, and its `t` does not log one. */
function endsSequence(): boolean {
  return before.key === PREFIX && latest.at - before.at < SEQUENCE_MILLISECONDS;
}

/** While the component is shown: `{"g t": work}`. Keys without a modifier wait until nobody types. */
export function useKeys(keys: Keys): void {
  const current = useRef(keys);
  current.current = keys;
  const names = Object.keys(keys).join("|");
  useEffect(() => {
    const bound = Object.fromEntries(names.split("|").map((name) => [name, guarded(name, current)]));
    return tinykeys(window, bound);
  }, [names]);
}

function guarded(name: string, current: { current: Keys }): Work {
  return (event) => {
    const isSingle = !hasModifier(name) && name !== "Escape";
    if (isSingle && (isTyping(event) || !useLook.getState().hasSingleKeys)) return;
    if (hadLayer && (isSingle || name === "Escape")) return;
    if (isSingle && name.includes(" ") !== endsSequence()) return; // tinykeys forgets no beginning of a sequence
    event.preventDefault();
    current.current[name]?.(event);
  };
}
