// Short words about what just happened, with an undo where there is one. Read out once.
import { Toast } from "@base-ui/react/toast";
import { Button } from "./button";

const SHOWN_MILLISECONDS = 5_000;
const manager = Toast.createToastManager();

/** Say something for a few seconds; `undo` takes it back. */
export function say(
  words: string,
  { undo, isError = false }: { undo?: () => void; isError?: boolean } = {},
): void {
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

export function Toasts() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-60 grid w-[min(92vw,24rem)] gap-2">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
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
