import { Server } from 'socket.io';
import { saveMessage, updateConversationMode } from './db/conversations.mjs';
import { authenticateSocket } from './middleware/auth.mjs';

const MODES = ['analysis', 'psychology'];
const LONGEST_CONTENT = 5000;

export function setupWebSocket(server) {
  const io = new Server(server, {
    transports: ['websocket', 'polling'],
    pingTimeout: 60000,
    pingInterval: 25000,
  });

  io.use(authenticateSocket);

  io.on('connection', (socket) => {
    socket.join(`user:${socket.userId}`);

    socket.on('send_message', async (data, acknowledge) => {
      try {
        const { conversationId, content, imageUrl } = validated(data);
        const message = await saveMessage({
          userId: socket.userId,
          conversationId,
          content,
          imageUrl,
          type: 'user',
        });

        socket.emit('message_saved', message);
        if (acknowledge) acknowledge({ ok: true, message });

        socket.emit('ai_thinking', { conversationId });
      } catch (error) {
        socket.emit('message_error', { error: error.message });
        if (acknowledge) acknowledge({ ok: false, error: error.message });
      }
    });

    socket.on('join_conversation', (conversationId) => {
      socket.join(`conversation:${conversationId}`);
    });

    socket.on('leave_conversation', (conversationId) => {
      socket.leave(`conversation:${conversationId}`);
    });

    socket.on('switch_mode', async ({ conversationId, mode }) => {
      try {
        await updateConversationMode(socket.userId, conversationId, mode);
        socket.emit('mode_changed', { mode });
      } catch (error) {
        socket.emit('message_error', { error: error.message });
      }
    });
  });

  return io;
}

function validated(data) {
  const { content, imageUrl, mode = 'analysis' } = data;
  if (!content && !imageUrl) throw new Error('Message must contain content or image');
  if (content && (typeof content !== 'string' || content.length > LONGEST_CONTENT)) throw new Error('Validation failed');
  if (!MODES.includes(mode)) throw new Error('Validation failed');
  return data;
}
