import { Router } from 'express';
import { latestTrades, logTrade } from '../db/trades.mjs';
import { authenticateToken } from '../middleware/auth.mjs';
import { validateTradeData } from '../middleware/validation.mjs';

const MOST = 200;

export const trades = Router();

trades.use(authenticateToken);

trades.post('/', validateTradeData, async (req, res) => {
  res.status(201).json(await logTrade(req.user.id, req.body));
});

trades.get('/', async (req, res) => {
  const limit = Math.min(Number(req.query.limit) || 50, MOST);
  res.json({ trades: await latestTrades(req.user.id, limit) });
});
