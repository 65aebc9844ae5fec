// The toasts that are shown, one above the other.
import { Toast } from "@base-ui/react/toast";
import { useEffect } from "react";
import { Button } from "./button";
import { useSaid, type Words } from "./toast";

const SHOWN_MILLISECONDS = 5_000;
const manager = Toast.createToastManager();

export default function ToastStack() {
  const waiting = useSaid((state) => state.waiting);
  useEffect(() => {
    if (waiting.length === 0) return;
    useSaid.setState({ waiting: [] });
    for (const words of waiting) show(words);
  }, [waiting]);
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed top-14 right-4 z-60 grid w-[min(92vw,24rem)] gap-2">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function show({ words, undo, isError }: Words): void {
  const id: string = manager.add({
    title: words,
    timeout: SHOWN_MILLISECONDS,
    priority: isError ? "high" : "low",
    data: { isError },
    actionProps: undo && { children: "Undo", onClick: () => takeBack(id, undo) },
  });
}

function takeBack(id: string, undo: () => void): void {
  manager.close(id); // nothing is undone twice
  undo();
}

function ToastList() {
  const { toasts } = Toast.useToastManager<{ isError: boolean }>();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      data-toast
      className={`flex items-center gap-3 rounded-md border bg-raised p-3 shadow-lg ${toast.data?.isError ? "border-loss" : "border-line"}`}
    >
      <Toast.Title className="flex-1" />
      {toast.actionProps && <Toast.Action render={<Button kind="plain" />} />}
      <Toast.Close render={<Button kind="quiet" aria-label="Dismiss" />}>{"\u00d7"}</Toast.Close>
    </Toast.Root>
  ));
}
