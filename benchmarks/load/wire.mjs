// A Socket.IO client by hand, over one raw WebSocket: what it leaves out of the real one is work that would make the
// load generator the bottleneck. Text packets only, default namespace, WebSocket transport.
import WebSocket from 'ws';

const OPEN_SECONDS = 20;

export class ChatSocket {
  /**
   * @param {(name: string, packet: string) => void} onEvent every event, with its packet unparsed: parsing is the
   *   caller's choice, because most of a load's events are only counted.
   */
  constructor(onEvent = () => {}) {
    this.onEvent = onEvent;
    this.waiting = new Map();
    this.nextId = 0;
  }

  open(port, token) {
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => reject(new Error('the socket did not open in time')), OPEN_SECONDS * 1000);
      this.socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, {
        perMessageDeflate: false,
        skipUTF8Validation: true,
        generateMask: () => {}, // a key of zeros is a legal mask; the server unmasks all the same
      });
      this.socket.on('error', reject);
      this.socket.on('close', () => this.closed?.());
      this.socket.on('message', (data) => {
        const packet = data.toString();
        if (packet.startsWith('40')) {
          clearTimeout(patience);
          resolve();
        } else if (packet.startsWith('44')) {
          reject(new Error(`refused: ${packet}`));
        } else {
          this.receive(packet, token);
        }
      });
    });
  }

  receive(packet, token) {
    if (packet.startsWith('43')) {
      const start = packet.indexOf('[');
      const id = Number(packet.slice(2, start));
      const answered = this.waiting.get(id);
      this.waiting.delete(id);
      answered(packet, start);
    } else if (packet.startsWith('42')) {
      this.onEvent(packet.slice(4, packet.indexOf('"', 4)), packet);
    } else if (packet === '2') {
      this.socket.send('3');
    } else if (packet.startsWith('0')) {
      this.socket.send(`40${JSON.stringify({ token })}`);
    }
  }

  /** `acknowledged` gets the packet unparsed and the place where its JSON starts. */
  emit(name, payload, acknowledged) {
    if (!acknowledged) {
      this.socket.send(`42["${name}",${payload}]`);
      return;
    }
    const id = this.nextId++;
    this.waiting.set(id, acknowledged);
    this.socket.send(`42${id}["${name}",${payload}]`);
  }

  close() {
    this.socket.close();
  }
}

export const isOk = (packet, start) => packet.startsWith('[{"ok":true', start);
export const acknowledgement = (packet, start) => JSON.parse(packet.slice(start))[0];
export const payloadOf = (packet) => JSON.parse(packet.slice(2))[1];

/** How each server wants a message written; the JSON is put together by hand for speed. */
export const DIALECTS = {
  product: (conversationId, clientId, content) =>
    `{"client_message_id":"${clientId}",${conversationId ? `"conversation_id":"${conversationId}",` : ''}"content":"${content}"}`,
  reference: (conversationId, clientId, content) =>
    `{"clientMessageId":"${clientId}","conversationId":"${conversationId}","content":"${content}","mode":"analysis"}`,
};
