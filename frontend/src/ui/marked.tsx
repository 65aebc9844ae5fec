// A snippet in which « and » stand around what was found.
export function Marked({ text }: { text: string }) {
  return piecesOf(text).map(({ text: words, isMarked }, place) =>
    isMarked ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have nothing but their place
      <mark key={place} className="rounded-xs bg-mark font-medium text-text">
        {words}
      </mark>
    ) : (
      words
    ),
  );
}

/** A snippet cut at its marks. */
export function piecesOf(text: string): { text: string; isMarked: boolean }[] {
  return text
    .split(/(«[^«»]*»)/)
    .filter(Boolean)
    .map((part) =>
      part.startsWith("«") && part.endsWith("»")
        ? { text: part.slice(1, -1), isMarked: true }
        : { text: part, isMarked: false },
    );
}
