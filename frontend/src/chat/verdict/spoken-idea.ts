// An idea that was read, as the words that plan it or log it. Pure.
import type { Verdict } from "./chance";

type Read = Verdict["read"];

function idea({ direction, instrument, entry, stop, targets, position_size }: Read): string | null {
  if (!direction || !instrument || !entry) return null;
  const parts = [direction, instrument, entry];
  if (stop) parts.push("stop", stop);
  const [target] = targets;
  if (target) parts.push("target", target);
  if (position_size) parts.push("size", position_size);
  return parts.join(" ");
}

/** A plan needs a stop and a target. */
export function planWords(read: Read): string | null {
  if (!read.stop || read.targets.length === 0) return null;
  const words = idea(read);
  return words && `/plan ${words}`;
}

export function tradeWords(read: Read): string | null {
  const words = idea(read);
  return words && `/trade ${words}`;
}
