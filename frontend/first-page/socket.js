// A Socket.IO client for this page: WebSocket only, acknowledgements, reconnection. docs/adr/0004 says why it is our own.
const ACK_SECONDS = 10;
const LONGEST_PAUSE = 15_000;

export class Socket {
  /** `token` gives a fresh access token, and `refused` hears that it was none; `on` maps event names to handlers; `state` hears "live" or "away". */
  constructor({ token, refused, on, state }) {
    Object.assign(this, { token, refused, on, state, attempts: 0, closed: false, unanswered: 0 });
    this.open();
  }

  async open() {
    if (this.closed) return;
    let token;
    try { token = await this.token(); } catch { return this.later(); }
    if (this.closed) return;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/socket.io/?EIO=4&transport=websocket`);
    Object.assign(this, { socket, live: false, waiting: new Map(), next: 0, unanswered: 0 });
    socket.onmessage = (event) => this.receive(socket, event.data, token);
    socket.onclose = () => { if (socket === this.socket) this.away(); };
  }

  receive(socket, text, token) {
    if (socket !== this.socket || this.closed) return;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => socket.close(), 45_000); // the server pings every 20 seconds
    if (text[0] === "0") socket.send("40" + JSON.stringify({ token }));
    else if (text === "2") socket.send("3");
    else if (text.startsWith("40")) this.connected();
    else if (text.startsWith("44")) { if (JSON.parse(text.slice(2)).data?.status === 401) this.refused(); socket.close(); }
    else if (text.startsWith("41")) socket.close();
    else if (text.startsWith("42")) { const [name, payload] = JSON.parse(text.slice(2)); this.on[name]?.(payload); }
    else if (text.startsWith("43")) this.acknowledged(text.slice(2));
  }

  connected() { this.live = true; this.attempts = 0; this.state("live"); }

  acknowledged(text) {
    const start = text.indexOf("[");
    const entry = this.waiting.get(Number(text.slice(0, start)));
    this.waiting.delete(Number(text.slice(0, start)));
    this.unanswered = 0;
    entry?.resolve(JSON.parse(text.slice(start))[0]);
  }

  /** Send an event; the promise holds its acknowledgement. Fails when the socket is away or silent. */
  call(name, payload) {
    if (!this.live) return Promise.reject(new Error("away"));
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.send(`42${id}${JSON.stringify([name, payload])}`);
      setTimeout(() => {
        if (!this.waiting.delete(id)) return;
        reject(new Error("no answer"));
        if (++this.unanswered >= 2) this.socket.close(); // alive but deaf: a fresh socket cures it
      }, ACK_SECONDS * 1000);
    });
  }

  away() {
    clearTimeout(this.silence);
    for (const { reject } of this.waiting?.values() ?? []) reject(new Error("away"));
    this.waiting?.clear();
    this.live = false;
    if (!this.closed) this.state("away");
    this.later();
  }

  later() {
    if (this.closed) return;
    const pause = Math.min(LONGEST_PAUSE, 500 * 2 ** this.attempts++);
    setTimeout(() => this.open(), pause * (0.5 + Math.random() / 2));
  }

  close() { Object.assign(this, { closed: true, live: false }); this.socket?.close(); }
}
