// A dialog over the page, as it is once it is wanted.
import { Dialog as Base } from "@base-ui/react/dialog";
import { useRef } from "react";
import { Button } from "./button";
import type { DialogProps } from "./dialog";

const CONTROLS = "input:not([hidden], :disabled), select:not(:disabled), textarea:not(:disabled)";

export default function DialogWindow({
  title,
  description,
  isOpen,
  close,
  children,
  wide = false,
  firstFocus,
}: DialogProps) {
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
