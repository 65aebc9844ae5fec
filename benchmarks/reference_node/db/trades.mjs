import { pool } from './pool.mjs';

const COLUMNS = `id, conversation_id AS "conversationId", message_id AS "messageId", instrument, direction,
  entry_price AS "entryPrice", exit_price AS "exitPrice", position_size AS "positionSize", entry_time AS "entryTime",
  exit_time AS "exitTime", pnl, pnl_percentage AS "pnlPercentage", trade_type AS "tradeType",
  scenario_id AS "scenarioId", training_objective AS "trainingObjective", coaching_notes AS "coachingNotes",
  emotional_state AS "emotionalState", pattern_tags AS "patternTags", trade_plan_id AS "tradePlanId",
  plan_adherence_score AS "planAdherenceScore", status, notes, created_at AS "createdAt", updated_at AS "updatedAt"`;

const INSERT = `
  INSERT INTO trades (user_id, instrument, direction, entry_price, position_size, entry_time, trade_type,
    emotional_state, pattern_tags, notes)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  RETURNING ${COLUMNS}`;

const LATEST = `SELECT ${COLUMNS} FROM trades WHERE user_id = $1 ORDER BY entry_time DESC LIMIT $2`;

export async function logTrade(userId, trade) {
  const values = [
    userId,
    trade.instrument,
    trade.direction,
    trade.entryPrice,
    trade.positionSize,
    trade.entryTime,
    trade.tradeType ?? 'real',
    trade.emotionalState ?? null,
    trade.patternTags ? JSON.stringify(trade.patternTags) : null,
    trade.notes ?? null,
  ];
  const { rows } = await pool.query({ name: 'insert-trade', text: INSERT, values });
  return rows[0];
}

export async function latestTrades(userId, limit) {
  const { rows } = await pool.query({ name: 'latest-trades', text: LATEST, values: [userId, limit] });
  return rows;
}
