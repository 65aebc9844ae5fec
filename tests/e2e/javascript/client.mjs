// The official client, driven line by line: orders come as JSON on standard input, what happens goes to standard output.
import { createInterface } from 'node:readline';
import { io } from 'socket.io-client';

const { url, token, transports, events } = JSON.parse(process.argv[2]);
const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const socket = io(url, { auth: { token }, ...(transports ? { transports } : {}) });

socket.on('connect', () => {
  const { engine } = socket.io;
  tell({ connected: engine.transport.name });
  engine.once('upgrade', (transport) => tell({ upgraded: transport.name }));
});
socket.on('disconnect', (reason) => tell({ disconnected: reason }));
socket.on('connect_error', (error) => tell({ refused: error.message, data: error.data, said: error.context?.responseText }));
for (const name of events) socket.on(name, (payload) => tell({ event: name, payload }));

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { number, call, payload } = JSON.parse(line);
  if (!call) {
    socket.disconnect();
    process.exit(0);
  }
  tell({ number, answer: await socket.emitWithAck(call, payload) });
}).on('close', () => process.exit(0));
