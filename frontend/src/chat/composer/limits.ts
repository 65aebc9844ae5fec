// What a message may hold, told before the server would refuse it. Pure.
export const LONGEST = 5_000; // characters
export const MOST_PICTURES = 4;
const LARGEST_BYTES = 8_000_000;
export const TYPES = ["image/png", "image/jpeg", "image/webp"];
const COUNTED_FROM = 4_500;

interface Picture {
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

/** The pictures that can be added, and why the others cannot. */
export function admit<P extends Picture>(
  files: readonly P[],
  count: number,
): { taken: P[]; refusals: string[] } {
  const taken: P[] = [];
  const refusals: string[] = [];
  let tooMany = 0;
  for (const file of files) {
    if (!TYPES.includes(file.type)) refusals.push(`${file.name} is no PNG, JPEG or WebP picture.`);
    else if (file.size > LARGEST_BYTES)
      refusals.push(`${file.name} is larger than 8 MB. Send a smaller screenshot.`);
    else if (count + taken.length >= MOST_PICTURES) tooMany += 1;
    else taken.push(file);
  }
  if (tooMany > 0) {
    const rest = tooMany === 1 ? "One picture was" : `${tooMany} pictures were`;
    refusals.push(
      `A message takes ${MOST_PICTURES} charts. ${rest} left out; send them in the next message.`,
    );
  }
  return { taken, refusals };
}

/** The count of characters, from where it matters on. */
export function countWords(length: number): string {
  return length >= COUNTED_FROM ? `${length} of ${LONGEST}` : "";
}

/** Why a message cannot be sent; null where it can. */
export function whyNotSent(words: string, pictures: number): string | null {
  if (words.trim() === "" && pictures === 0) return "Write a few words, or add a chart.";
  if (words.trim().length > LONGEST) return `A message may have ${LONGEST} characters.`;
  return null;
}
