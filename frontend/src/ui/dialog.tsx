// A dialog over the page, and a question before something that cannot be taken back.
import { Dialog as Base } from "@base-ui/react/dialog";
import { type ReactNode, type RefObject, useRef, useState } from "react";
import { Button } from "./button";

const CONTROLS = "input:not([hidden], :disabled), select:not(:disabled), textarea:not(:disabled)";

export function Dialog({
  title,
  description,
  isOpen,
  close,
  children,
  wide = false,
  firstFocus,
}: {
  title: string;
  description?: ReactNode;
  isOpen: boolean;
  close: () => void;
  children: ReactNode;
  wide?: boolean;
  /** What has the focus when it opens; else the first field, else the first thing that can. */
  firstFocus?: RefObject<HTMLElement | null>;
}) {
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={isOpen} onOpenChange={(opens) => !opens && close()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/60" />
        <Base.Popup
          ref={popup}
          initialFocus={() =>
            firstFocus?.current ?? popup.current?.querySelector<HTMLElement>(CONTROLS) ?? true
          }
          className={`fixed top-1/2 left-1/2 z-50 grid max-h-[90dvh] w-[min(94vw,var(--width))] -translate-x-1/2 -translate-y-1/2 gap-4 overflow-y-auto rounded-md border border-line bg-surface p-5 shadow-xl ${wide ? "[--width:60rem]" : "[--width:34rem]"}`}
        >
          <div className="flex items-start gap-3">
            <Base.Title className="flex-1 text-xl font-semibold">{title}</Base.Title>
            <Base.Close render={<Button kind="quiet" aria-label="Close" />}>{"\u00d7"}</Base.Close>
          </div>
          {description && <Base.Description className="text-secondary">{description}</Base.Description>}
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** A button whose work is done only after a second, plain yes. */
export function ConfirmButton({
  question,
  yes,
  work,
  children,
}: {
  question: string;
  yes: string;
  work: () => Promise<unknown>;
  children: ReactNode;
}) {
  const [isOpen, open] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    try {
      await work();
      open(false);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button kind="danger" onClick={() => open(true)}>
        {children}
      </Button>
      <Dialog title={question} isOpen={isOpen} close={() => open(false)}>
        <div className="flex justify-end gap-2">
          <Button onClick={() => open(false)}>Leave it</Button>
          <Button kind="danger" isBusy={isBusy} onClick={() => void confirm()}>
            {yes}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
