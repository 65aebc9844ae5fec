// How far a trader has read in this window: what a list says of it may have been asked before the server heard so.
const read = new Map<string, number>();

/** Note how far somebody has read; false where that was known. */
export function noteRead(id: string, seq: number): boolean {
  if ((read.get(id) ?? 0) >= seq) return false;
  read.set(id, seq);
  return true;
}

/** The server did not hear of it: it will be told again. */
export function forgetRead(id: string): void {
  read.delete(id);
}

/** A conversation as listed, without what was read here in the meantime. */
export function withoutRead<Listed extends { id: string; head: number; unread: number }>(
  listed: Listed,
): Listed {
  return (read.get(listed.id) ?? 0) >= listed.head ? { ...listed, unread: 0 } : listed;
}
