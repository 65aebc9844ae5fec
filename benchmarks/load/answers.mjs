// Answer load: every trader sends a message each few seconds; timed from `send_message` to `ai_response`.
import { acknowledgement, ChatSocket, DIALECTS, payloadOf } from './wire.mjs';
import { carryOut, pause, summary } from './latencies.mjs';

const DRAIN_SECONDS = 30;
const PHRASES = [
  'Long NQ 18250 stop 18230 target 18310, 1 lot',
  'Short ES 4520 stop 4526 target 4500 two contracts',
  'long CL 71.20 stop 70.80 target 72.40, 1 lot, trend day',
  'I want to take that loss back right now',
];

class Traders {
  constructor(order) {
    this.order = order;
    this.saved = [];
    this.answered = [];
    this.statuses = {};
    this.errors = {};
    this.asked = new Map(); // question id → when it was sent
    this.early = new Map(); // question id → when its answer came, before the acknowledgement was read
    this.sent = 0;
  }

  async run() {
    const { order } = this;
    const sockets = [];
    for (const session of order.sessions) sockets.push(await this.connect(session));
    await this.rehearse(sockets[0]);
    const began = performance.now();
    this.measuredFrom = began + order.warm_up_seconds * 1000;
    const until = this.measuredFrom + order.seconds * 1000;
    await Promise.all(sockets.map((one, number) => this.talk(one, (number / sockets.length) * order.every_seconds, until)));
    const patience = performance.now() + DRAIN_SECONDS * 1000;
    while (this.open() && performance.now() < patience) await pause(20);
    for (const one of sockets) one.socket.close();
    return {
      ...summary(this.answered, order.seconds),
      acknowledgement: summary(this.saved, order.seconds),
      sent: this.sent,
      unanswered: this.open(),
      statuses: this.statuses,
      errors: this.errors,
    };
  }

  open() {
    return this.asked.size;
  }

  async connect(session) {
    const one = { conversationId: session.conversation_id };
    one.socket = new ChatSocket((name, packet) => name === 'ai_response' && this.arrived(payloadOf(packet)));
    await one.socket.open(this.order.port, session.token);
    return one;
  }

  /** One answer before the clock starts: until then the worker may still be starting. */
  async rehearse(one) {
    this.measuredFrom = Infinity;
    this.ask(one);
    const patience = performance.now() + DRAIN_SECONDS * 1000;
    while ((!one.conversationId || this.open()) && performance.now() < patience) await pause(20);
  }

  async talk(one, delaySeconds, until) {
    await pause(delaySeconds * 1000);
    while (performance.now() < until) {
      this.ask(one);
      await pause(this.order.every_seconds * 1000 * (0.8 + 0.4 * Math.random()));
    }
  }

  ask(one) {
    const number = this.sent++;
    const sentAt = performance.now();
    // No two messages are equal: the same words again would be answered from what was kept, not by the provider.
    const told = String(number).replace(/\d/g, (digit) => 'abcdefghij'[digit]);
    const content = `${PHRASES[number % PHRASES.length]}, remark remark${told}`;
    const payload = DIALECTS.product(one.conversationId, `${this.order.marker}-${number}`, content);
    one.socket.emit('send_message', payload, (packet, start) => {
      const answer = acknowledgement(packet, start);
      if (!answer.ok) {
        this.errors[answer.error.code] = (this.errors[answer.error.code] || 0) + 1;
        return;
      }
      one.conversationId = answer.message.conversation_id;
      if (sentAt >= this.measuredFrom) this.saved.push(performance.now() - sentAt);
      this.asked.set(answer.message.id, sentAt);
      if (this.early.has(answer.message.id)) this.match(answer.message.id, this.early.get(answer.message.id));
    });
  }

  arrived(message) {
    this.statuses[message.status] = (this.statuses[message.status] || 0) + 1;
    const question = message.parent_message_id;
    if (this.asked.has(question)) this.match(question, performance.now());
    else this.early.set(question, performance.now());
  }

  match(question, at) {
    const sentAt = this.asked.get(question);
    this.asked.delete(question);
    this.early.delete(question);
    if (sentAt >= this.measuredFrom) this.answered.push(at - sentAt);
  }
}

carryOut((order) => new Traders(order).run());
