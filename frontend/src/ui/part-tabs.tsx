// The parts of a place, or the views of a part, as links in a row.
import { Link } from "@tanstack/react-router";

export interface PartTab {
  readonly id: string;
  readonly words: string;
  readonly search: Record<string, string | undefined>;
}

const LOOKS = {
  parts: {
    row: "flex gap-1 overflow-x-auto border-b border-line",
    tab: "-mb-px border-b-2 px-3",
    current: "border-primary font-medium text-text",
    other: "border-transparent text-secondary hover:text-text",
  },
  views: {
    row: "flex gap-1 overflow-x-auto",
    tab: "rounded-md px-2.5 text-sm",
    current: "bg-raised font-medium",
    other: "text-secondary hover:bg-raised",
  },
};

export function PartTabs({
  label,
  to,
  tabs,
  current,
  look = "parts",
}: {
  label: string;
  to: "/patterns" | "/settings";
  tabs: readonly PartTab[];
  current: string;
  look?: keyof typeof LOOKS;
}) {
  const { row, tab, current: shown, other } = LOOKS[look];
  return (
    <nav aria-label={label} className={row}>
      {tabs.map(({ id, words, search }) => (
        <Link
          key={id}
          to={to}
          search={search}
          aria-current={id === current ? "page" : undefined}
          className={`flex min-h-9 items-center whitespace-nowrap pointer-coarse:min-h-11 ${tab} ${id === current ? shown : other}`}
        >
          {words}
        </Link>
      ))}
    </nav>
  );
}
