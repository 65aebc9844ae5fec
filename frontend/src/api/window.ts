// Which socket this window has: the server tells a change to every other window of the trader.
let socketId: string | null = null;

export function nameWindow(id: string | null): void {
  socketId = id;
}

export function windowName(): string | null {
  return socketId;
}
