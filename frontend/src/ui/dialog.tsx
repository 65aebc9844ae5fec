// A dialog over the page, and a question before something that cannot be taken back.
import { lazy, type ReactNode, type RefObject, Suspense, useRef, useState } from "react";
import { Button } from "./button";
import { orAnew } from "./part";

export interface DialogProps {
  title: string;
  description?: ReactNode;
  isOpen: boolean;
  close: () => void;
  children: ReactNode;
  wide?: boolean;
  /** What has the focus when it opens; else the first field, else the first thing that can. */
  firstFocus?: RefObject<HTMLElement | null>;
}

const DialogWindow = lazy(orAnew(() => import("./dialog-window")));

/** Its window is loaded when it is first opened, or before that while nothing else is done. */
export function Dialog(props: DialogProps) {
  const wasOpen = useRef(false);
  wasOpen.current ||= props.isOpen;
  if (!wasOpen.current) return null;
  return (
    <Suspense>
      <DialogWindow {...props} />
    </Suspense>
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
