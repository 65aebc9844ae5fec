import { pool } from './pool.mjs';

const COLUMNS = `id, conversation_id AS "conversationId", user_id AS "userId", parent_message_id AS "parentMessageId",
  content, type, verdict, confidence, mode, image_url AS "imageUrl", created_at AS "createdAt", error`;

const INSERT = `
  INSERT INTO messages (conversation_id, user_id, content, image_url, type)
  SELECT id, user_id, $3, $4, $5 FROM conversations WHERE id = $1 AND user_id = $2
  RETURNING ${COLUMNS}`;

const TOUCH = 'UPDATE conversations SET updated_at = NOW() WHERE id = $1 AND user_id = $2';

const INSERT_AND_TOUCH = `
  WITH touched AS (
    UPDATE conversations SET updated_at = NOW() WHERE id = $1 AND user_id = $2 RETURNING id, user_id
  )
  INSERT INTO messages (conversation_id, user_id, content, image_url, type)
  SELECT id, user_id, $3, $4, $5 FROM touched
  RETURNING ${COLUMNS}`;

// Named statements are parsed and planned once a connection.
const saveByTwoQueries = async (values) => {
  const { rows } = await pool.query({ name: 'insert-message', text: INSERT, values });
  if (rows.length) await pool.query({ name: 'touch', text: TOUCH, values: values.slice(0, 2) });
  return rows[0];
};

const saveByOneQuery = async (values) => {
  const { rows } = await pool.query({ name: 'insert-and-touch', text: INSERT_AND_TOUCH, values });
  return rows[0];
};

const save = process.env.SAVE === 'one' ? saveByOneQuery : saveByTwoQueries;

export async function saveMessage({ userId, conversationId, content, imageUrl, type }) {
  const message = await save([conversationId, userId, content ?? null, imageUrl ?? null, type]);
  if (!message) throw new Error('Conversation not found');
  return message;
}

export async function updateConversationMode(userId, conversationId, mode) {
  const { rowCount } = await pool.query('UPDATE conversations SET mode = $3 WHERE id = $1 AND user_id = $2', [
    conversationId,
    userId,
    mode,
  ]);
  if (!rowCount) throw new Error('Conversation not found');
}
