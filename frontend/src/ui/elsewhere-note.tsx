// A form hears that another window changed what it stands on; what is typed here stays.
import type { ReactNode } from "react";
import { Button } from "./button";
import { Icon } from "./icons";

export function ElsewhereNote({
  isShown,
  what,
  look,
  words = "Show what is there now",
  children,
}: {
  isShown: boolean;
  what: string;
  /** Take what is there now in the place of what is typed. */
  look: () => void;
  words?: string;
  children?: ReactNode;
}) {
  return (
    <div role="status" className={isShown ? "col-span-full" : "sr-only"}>
      {isShown && (
        <p className="flex flex-wrap items-center gap-3 rounded-md border border-caution bg-surface p-3 text-sm">
          <Icon name="clock" className="size-4 text-caution" />
          <span className="min-w-0 flex-1">
            {what} was changed in another window. What you typed here is kept.
          </span>
          <Button onClick={look}>{words}</Button>
          {children}
        </p>
      )}
    </div>
  );
}
