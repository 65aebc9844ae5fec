// The lightest server that can answer the chat load: it parses nothing and stores nothing. It shows how much the
// generator itself can do; PORT says where.
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ port: Number(process.env.PORT), host: '127.0.0.1', perMessageDeflate: false, skipUTF8Validation: true });

server.on('connection', (socket) => {
  socket.on('message', (data) => {
    const packet = data.toString();
    if (packet.startsWith('42')) socket.send(`43${packet.slice(2, packet.indexOf('['))}[{"ok":true}]`);
    else if (packet.startsWith('40')) socket.send('40{"sid":"echo"}');
  });
  socket.send('0{"sid":"echo"}');
});
