-- The oldest message that waits for an answer, and the accounts that can't send: asked every few seconds by each replica
-- for its metrics. Both indexes hold only what waits.
CREATE INDEX messages_unanswered ON messages (created_at) WHERE direction = 'inbound' AND status = 'pending';
CREATE INDEX whatsapp_accounts_paused ON whatsapp_accounts (chatbot_id) WHERE paused_reason IS NOT NULL AND status = 'active';
