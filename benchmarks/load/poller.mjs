// A client by long polling that is connected, answers pings and hears what comes: one of many that sit beside a load.
const SEPARATOR = '\x1e';

export class Poller {
  constructor(port, token) {
    this.address = `http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`;
    this.token = token;
    this.heard = 0;
    this.failure = null;
  }

  async open() {
    const begun = await this.ask();
    this.address += `&sid=${encodeURIComponent(JSON.parse(begun.slice(1)).sid)}`;
    await this.ask(`40${JSON.stringify({ token: this.token })}`);
    const connected = await this.ask();
    if (!connected.startsWith('40{')) throw new Error(`refused: ${connected}`);
    this.listen().catch((error) => { this.failure = error.message; });
  }

  async listen() {
    for (;;) {
      const packets = (await this.ask()).split(SEPARATOR);
      this.heard += packets.length;
      if (packets.includes('2')) await this.ask('3');
      if (packets.includes('1')) throw new Error('the session was closed');
    }
  }

  async ask(body) {
    const response = await fetch(this.address, body === undefined ? {} : { method: 'POST', body });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${response.status} ${text.slice(0, 200)}`);
    return text;
  }
}
