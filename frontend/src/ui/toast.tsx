// Short words about what just happened, with an undo where there is one. Read out once.
import { lazy, Suspense, useEffect, useState } from "react";
import { create } from "zustand";
import { whenIdle } from "./idle";
import { orAnew } from "./part";

export interface Words {
  readonly words: string;
  readonly undo?: () => void;
  readonly isError: boolean;
}

/** What was said and is not shown yet; the stack that shows it takes it from here. */
export const useSaid = create<{ waiting: readonly Words[] }>()(() => ({ waiting: [] }));

/** Say something for a few seconds; `undo` takes it back. */
export function say(
  words: string,
  { undo, isError = false }: { undo?: () => void; isError?: boolean } = {},
): void {
  useSaid.setState(({ waiting }) => ({ waiting: [...waiting, { words, undo, isError }] }));
}

const ToastStack = lazy(orAnew(() => import("./toast-stack")));

/** Where toasts appear. The stack is not needed to begin with: it comes when nothing else is done, or with the first words. */
export function Toasts() {
  const isWanted = useSaid(({ waiting }) => waiting.length > 0);
  const [isThere, setThere] = useState(false);
  useEffect(() => whenIdle(() => setThere(true)), []);
  useEffect(() => {
    if (isWanted) setThere(true);
  }, [isWanted]);
  return <Suspense>{isThere && <ToastStack />}</Suspense>;
}
