// REST load: keep-alive connections, one request at a time on each, over raw TCP with the little of HTTP/1.1 that the
// two servers speak (a status, Content-Length, a body). Anything else is an error, not a guess.
import { connect } from 'node:net';
import { carryOut, pause, summary } from './latencies.mjs';

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;

class Connection {
  constructor(load) {
    this.load = load;
    this.parts = [];
    this.size = 0;
    this.expected = 0; // bytes of the whole response, once its head is here
  }

  open(port) {
    return new Promise((resolve, reject) => {
      this.socket = connect(port, '127.0.0.1', resolve);
      this.socket.setNoDelay(true);
      this.socket.on('error', reject);
      this.socket.on('data', (part) => this.receive(part));
      this.socket.on('close', () => this.load.lost(this));
    });
  }

  send() {
    this.sentAt = performance.now();
    this.socket.write(this.load.request());
  }

  receive(part) {
    this.parts.push(part);
    this.size += part.length;
    if (!this.expected) this.readHead();
    if (!this.expected || this.size < this.expected) return;
    const { status } = this;
    this.parts = [];
    this.size = this.expected = 0;
    this.load.answered(this, status);
  }

  readHead() {
    const held = this.parts.length === 1 ? this.parts[0] : Buffer.concat(this.parts);
    const end = held.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const head = held.toString('latin1', 0, end);
    const length = LENGTH.exec(head);
    if (!length) throw new Error(`a response without Content-Length: ${head}`);
    this.status = Number(head.slice(9, 12));
    this.expected = end + 4 + Number(length[1]);
  }
}

class Load {
  constructor(order) {
    this.order = order;
    this.latencies = [];
    this.statuses = {};
    this.reopened = 0;
    this.next = 0;
    this.running = true;
    this.requests = (order.bodies.length ? order.bodies : [null]).map((body) => this.compose(body));
  }

  compose(body) {
    const { method, path, port, token } = this.order;
    const head = [`${method} ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, `Authorization: Bearer ${token}`, 'Accept: application/json'];
    if (body === null) return Buffer.from(`${head.join('\r\n')}\r\n\r\n`);
    const text = JSON.stringify(body);
    head.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`);
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`);
  }

  request() {
    return this.requests[this.next++ % this.requests.length];
  }

  async run() {
    const { order } = this;
    const connections = Array.from({ length: order.connections }, () => new Connection(this));
    for (const one of connections) await one.open(order.port);
    this.measuredFrom = performance.now() + order.warm_up_seconds * 1000;
    this.measuredTo = this.measuredFrom + order.seconds * 1000;
    for (const one of connections) one.send();
    await pause(this.measuredTo - performance.now());
    this.running = false;
    await pause(200);
    return { ...summary(this.latencies, order.seconds), statuses: this.statuses, reopened: this.reopened };
  }

  answered(connection, status) {
    const now = performance.now();
    this.statuses[status] = (this.statuses[status] || 0) + 1;
    if (now >= this.measuredFrom && now < this.measuredTo) this.latencies.push(now - connection.sentAt);
    if (this.running) connection.send();
  }

  /** A server may close a connection after some requests; what that costs is part of the measurement. */
  async lost(connection) {
    if (!this.running) return;
    this.reopened++;
    connection.parts = [];
    connection.size = connection.expected = 0;
    await connection.open(this.order.port);
    connection.send();
  }
}

carryOut((order) => new Load(order).run());
