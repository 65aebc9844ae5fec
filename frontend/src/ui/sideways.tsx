// A box for what may be wider than its place, such as a table on a phone: where it is, keys can scroll it.
import { type ReactNode, useEffect, useRef, useState } from "react";

export function Sideways({
  label,
  className = "overflow-x-auto",
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [isTooLarge, setTooLarge] = useState(false);
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    const look = () =>
      setTooLarge(current.scrollWidth > current.clientWidth || current.scrollHeight > current.clientHeight);
    const sizes = new ResizeObserver(look);
    for (const watched of [current, ...current.children]) sizes.observe(watched);
    return () => sizes.disconnect();
  }, []);
  const reached = isTooLarge ? { role: "group", tabIndex: 0, "aria-label": label } : {};
  return (
    <div ref={box} className={className} {...reached}>
      {children}
    </div>
  );
}
