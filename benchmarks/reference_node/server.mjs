// The reference server: one process, Express for REST, Socket.IO for chat, pg for PostgreSQL.
import { createServer } from 'node:http';
import express from 'express';
import helmet from 'helmet';
import { pool } from './db/pool.mjs';
import { trades } from './routes/trades.mjs';
import { setupWebSocket } from './websocket-server.mjs';

const app = express();
app.use(helmet());
app.use(express.json());
app.get('/health', async (req, res) => {
  await pool.query('SELECT 1');
  res.json({ status: 'healthy' });
});
app.use('/api/trading/trades', trades);

const server = createServer(app);
setupWebSocket(server);
server.listen(Number(process.env.PORT || 3001), '127.0.0.1');

process.on('SIGTERM', () => process.exit(0));
