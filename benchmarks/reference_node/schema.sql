-- The founding documents' tables for chat and trades, with all of their indexes. Their inline INDEX clauses are
-- CREATE INDEX statements here, and trade_plans stands before trades, which refers to it; nothing else is changed.

CREATE TABLE users (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  email VARCHAR(255) UNIQUE NOT NULL,
  username VARCHAR(50) UNIQUE NOT NULL,
  password_hash VARCHAR(255) NOT NULL,
  avatar_url TEXT,
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW(),
  last_active TIMESTAMP DEFAULT NOW()
);

CREATE TABLE conversations (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id UUID REFERENCES users(id) ON DELETE CASCADE,
  title VARCHAR(255),
  mode VARCHAR(20) DEFAULT 'analysis' CHECK (mode IN ('analysis', 'psychology')),
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW(),
  archived BOOLEAN DEFAULT FALSE
);
CREATE INDEX idx_conversations_user_id ON conversations (user_id);
CREATE INDEX idx_conversations_created_at ON conversations (created_at DESC);
CREATE INDEX idx_conversations_updated_at ON conversations (updated_at DESC);

CREATE TABLE messages (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  conversation_id UUID REFERENCES conversations(id) ON DELETE CASCADE,
  user_id UUID REFERENCES users(id) ON DELETE CASCADE,
  parent_message_id UUID REFERENCES messages(id),
  content TEXT,
  type VARCHAR(20) NOT NULL CHECK (type IN ('user', 'ai', 'system')),
  verdict VARCHAR(20) CHECK (verdict IN ('diamond', 'fire', 'skull')),
  confidence INTEGER CHECK (confidence >= 0 AND confidence <= 100),
  mode VARCHAR(20) DEFAULT 'trade' CHECK (mode IN ('trade', 'psychology')),
  image_url TEXT,
  image_filename VARCHAR(255),
  image_size INTEGER,
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW(),
  error BOOLEAN DEFAULT FALSE,
  search_vector tsvector GENERATED ALWAYS AS (to_tsvector('english', coalesce(content, ''))) STORED
);
CREATE INDEX idx_messages_conversation_id ON messages (conversation_id);
CREATE INDEX idx_messages_user_id ON messages (user_id);
CREATE INDEX idx_messages_created_at ON messages (created_at DESC);
CREATE INDEX idx_messages_type ON messages (type);
CREATE INDEX idx_messages_search ON messages USING gin (search_vector);

CREATE TABLE trade_plans (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id UUID REFERENCES users(id) ON DELETE CASCADE,
  conversation_id UUID REFERENCES conversations(id),
  title VARCHAR(255) NOT NULL,
  setup_description TEXT NOT NULL,
  entry_criteria JSONB NOT NULL,
  stop_loss_level DECIMAL(10,2) NOT NULL,
  stop_loss_reasoning TEXT,
  take_profit_targets JSONB NOT NULL,
  position_size INTEGER NOT NULL,
  risk_amount DECIMAL(10,2) NOT NULL,
  invalidation_criteria TEXT,
  status VARCHAR(20) DEFAULT 'pending' CHECK (status IN ('pending', 'executed', 'cancelled', 'expired')),
  confidence_score INTEGER CHECK (confidence_score >= 0 AND confidence_score <= 100),
  created_at TIMESTAMP DEFAULT NOW(),
  executed_at TIMESTAMP,
  expires_at TIMESTAMP
);
CREATE INDEX idx_trade_plans_user_id ON trade_plans (user_id);
CREATE INDEX idx_trade_plans_status ON trade_plans (status);
CREATE INDEX idx_trade_plans_created_at ON trade_plans (created_at DESC);

CREATE TABLE trades (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id UUID REFERENCES users(id) ON DELETE CASCADE,
  conversation_id UUID REFERENCES conversations(id),
  message_id UUID REFERENCES messages(id),
  instrument VARCHAR(10) NOT NULL,
  direction VARCHAR(5) NOT NULL CHECK (direction IN ('long', 'short')),
  entry_price DECIMAL(10,2) NOT NULL,
  exit_price DECIMAL(10,2),
  position_size INTEGER NOT NULL,
  entry_time TIMESTAMP NOT NULL,
  exit_time TIMESTAMP,
  pnl DECIMAL(10,2),
  pnl_percentage DECIMAL(5,2),
  trade_type VARCHAR(20) DEFAULT 'real' CHECK (trade_type IN ('real', 'training')),
  scenario_id VARCHAR(50),
  training_objective TEXT,
  coaching_notes TEXT,
  emotional_state VARCHAR(50),
  pattern_tags JSONB,
  trade_plan_id UUID REFERENCES trade_plans(id),
  plan_adherence_score INTEGER CHECK (plan_adherence_score >= 0 AND plan_adherence_score <= 100),
  status VARCHAR(20) DEFAULT 'open' CHECK (status IN ('open', 'closed')),
  notes TEXT,
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW()
);
CREATE INDEX idx_trades_user_id ON trades (user_id);
CREATE INDEX idx_trades_entry_time ON trades (entry_time DESC);
CREATE INDEX idx_trades_instrument ON trades (instrument);
CREATE INDEX idx_trades_pnl ON trades (pnl DESC);
CREATE INDEX idx_trades_training ON trades (user_id, trade_type, created_at DESC) WHERE trade_type = 'training';
CREATE INDEX idx_trades_real ON trades (user_id, trade_type, created_at DESC) WHERE trade_type = 'real';

CREATE INDEX idx_messages_conversation_recent ON messages (conversation_id, created_at DESC);
CREATE INDEX idx_trades_user_recent ON trades (user_id, entry_time DESC);
CREATE INDEX idx_user_active_conversations ON conversations (user_id, updated_at DESC) WHERE archived = FALSE;
CREATE INDEX idx_messages_ai_responses ON messages (conversation_id, created_at) WHERE type = 'ai';
CREATE INDEX idx_open_trades ON trades (user_id, entry_time DESC) WHERE status = 'open';
CREATE INDEX idx_pending_plans ON trade_plans (user_id, created_at DESC) WHERE status = 'pending';
