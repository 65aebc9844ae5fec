// Where the trades of an address are a file.
import { orderedSelectionOf } from "./queries";

export function exportAddress(search: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(orderedSelectionOf(search))) {
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  return `/api/trading/trades/export?${query}`;
}
