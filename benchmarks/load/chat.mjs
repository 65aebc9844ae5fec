// Chat load: sockets that send messages and wait for the acknowledgement.
//
// Closed loop (rate 0): every socket keeps `window` messages on their way. Open loop: `rate` messages a second over all
// sockets, each timed from the moment when it was due, so that a server that stalls cannot hide the wait.
import { acknowledgement, ChatSocket, DIALECTS, isOk } from './wire.mjs';
import { Poller } from './poller.mjs';
import { carryOut, pause, summary } from './latencies.mjs';

const DRAIN_SECONDS = 20;
const WORDS = 'long ES 4501.25 stop 4495 target 4520, one lot, retest of the opening range high ok';

class Load {
  constructor(order) {
    this.order = order;
    this.write = DIALECTS[order.dialect];
    this.latencies = [];
    this.acknowledged = 0;
    this.sent = 0;
    this.errors = {};
    this.sending = true;
    this.measuredFrom = Infinity;
    this.measuredTo = Infinity;
  }

  async run() {
    const { order } = this;
    this.sockets = [];
    const pollers = (order.pollers ?? []).map((session) => new Poller(order.port, session.token));
    for (const poller of pollers) await poller.open();  // one address may have few that have not said who they are
    for (const session of order.sessions) this.sockets.push(await this.connect(session));
    const began = performance.now();
    this.measuredFrom = began + order.warm_up_seconds * 1000;
    this.measuredTo = this.measuredFrom + order.seconds * 1000;
    if (order.rate) this.keepPace(began);
    else for (const one of this.sockets) for (let i = 0; i < order.window; i++) this.send(one, performance.now());
    await pause(this.measuredTo - performance.now());
    this.sending = false;
    await this.drain();
    for (const poller of pollers) if (poller.failure) this.fail(`a poller: ${poller.failure}`);
    return {
      ...summary(this.latencies, order.seconds),
      sent: this.sent,
      acknowledged: this.acknowledged,
      errors: this.errors,
      conversations: this.sockets.map((one) => one.conversationId),
    };
  }

  async connect(session) {
    const one = { conversationId: session.conversation_id, number: this.sockets.length, due: [] };
    one.socket = new ChatSocket((name) => name === 'message_saved' && this.order.acknowledged_by_event && this.saved(one));
    await one.socket.open(this.order.port, session.token);
    one.socket.closed = () => this.sending && this.fail('the socket was closed');
    if (!one.conversationId) one.conversationId = await this.begin(one);
    return one;
  }

  begin(one) {
    return new Promise((resolve, reject) => {
      this.sent++;
      one.socket.emit('send_message', this.write(null, this.clientId(one), this.content()), (packet, start) => {
        const answer = acknowledgement(packet, start);
        if (!answer.ok) return reject(new Error(packet));
        this.acknowledged++;
        resolve(answer.message.conversation_id);
      });
    });
  }

  content() {
    return `${this.order.marker} ${this.sent} ${WORDS}`;
  }

  clientId(one) {
    return `${this.order.marker}-${one.number}-${this.sent}`;
  }

  send(one, due) {
    this.sent++;
    const payload = this.write(one.conversationId, this.clientId(one), this.content());
    if (this.order.acknowledged_by_event) {
      one.due.push(due);
      one.socket.emit('send_message', payload);
      return;
    }
    one.socket.emit('send_message', payload, (packet, start) => {
      if (isOk(packet, start)) this.count(due);
      else this.fail(packet.slice(start));
      this.next(one);
    });
  }

  saved(one) {
    this.count(one.due.shift());
    this.next(one);
  }

  count(due) {
    const now = performance.now();
    this.acknowledged++;
    if (now >= this.measuredFrom && now < this.measuredTo) this.latencies.push(now - due);
  }

  next(one) {
    if (this.sending && !this.order.rate) this.send(one, performance.now());
  }

  keepPace(began) {
    let number = 0;
    const between = 1000 / this.order.rate;
    const catchUp = () => {
      if (!this.sending) return;
      for (let due = began + number * between; due <= performance.now(); due = began + number * between) {
        this.send(this.sockets[number % this.sockets.length], due);
        number++;
      }
      setTimeout(catchUp, 1);
    };
    catchUp();
  }

  fail(why) {
    const short = why.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…').slice(0, 300);
    this.errors[short] = (this.errors[short] || 0) + 1;
  }

  failed() {
    return Object.values(this.errors).reduce((sum, count) => sum + count, 0);
  }

  async drain() {
    const until = performance.now() + DRAIN_SECONDS * 1000;
    while (this.acknowledged + this.failed() < this.sent && performance.now() < until) await pause(10);
    for (const one of this.sockets) one.socket.close();
  }
}

carryOut((order) => new Load(order).run());
