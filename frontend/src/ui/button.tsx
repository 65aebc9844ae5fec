// The three kinds of buttons; a busy one says so and takes no second press.
import type { ComponentProps } from "react";

const KINDS = {
  primary: "bg-button text-button-text hover:brightness-110 border-transparent",
  plain: "bg-raised text-text border-line hover:border-muted",
  quiet: "bg-transparent text-secondary border-transparent hover:bg-raised",
  danger: "bg-transparent text-loss border-loss hover:bg-raised",
};

export interface ButtonProps extends ComponentProps<"button"> {
  kind?: keyof typeof KINDS;
  isBusy?: boolean;
  /** The key that presses it, shown beside its words. */
  shortcut?: string;
}

export function Button({
  kind = "plain",
  isBusy = false,
  shortcut,
  className = "",
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || isBusy}
      aria-busy={isBusy || undefined}
      className={`inline-flex min-h-8 items-center justify-center gap-2 rounded-md border px-3 py-1 font-medium disabled:opacity-60 pointer-coarse:min-h-11 ${KINDS[kind]} ${className}`}
    >
      {children}
      {shortcut && <Key>{shortcut}</Key>}
    </button>
  );
}

/** A key of the keyboard. */
export function Key({ children }: { children: string }) {
  return (
    <kbd className="hidden rounded border border-current px-1 font-mono text-xs pointer-fine:inline">
      {children}
    </kbd>
  );
}
