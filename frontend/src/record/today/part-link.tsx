// Where a part of the day is found whole.
import { Link, type LinkProps } from "@tanstack/react-router";

export function PartLink({ children, ...rest }: Pick<LinkProps, "to" | "search"> & { children: string }) {
  return (
    <Link
      {...rest}
      className="inline-flex items-center text-sm text-primary hover:underline pointer-coarse:min-h-11"
    >
      {children}
    </Link>
  );
}
