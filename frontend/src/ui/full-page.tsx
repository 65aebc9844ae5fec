// The frame of a screen that fills all of its room and scrolls inside itself, such as a table.
import { type ReactNode, useEffect } from "react";

export function FullPage({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} \u00b7 Elite Trading Coach`;
  }, [title]);
  return (
    <div className="flex h-full min-h-0 flex-col gap-3 pt-3 sm:pt-4">
      <header className="flex flex-wrap items-center gap-3 px-4 sm:px-6">
        <h1 className="flex-1 text-2xl font-semibold">{title}</h1>
        {actions}
      </header>
      {children}
    </div>
  );
}
