-- The sweeper (org.wahook.worker.sweeper) publishes a job for a conversation with unfinished messages that nobody seems to
-- see to. When it last did so for this one; updates of it alone touch no index.
ALTER TABLE whatsapp_conversations ADD COLUMN swept_at timestamptz;
-- What people wrote and nobody has sent: a few rows. Only a statement with these words can use it; see V8.
CREATE INDEX messages_unsent_by_human ON messages (created_at)
    WHERE (by_human AND status IN ('draft', 'sending')) IS TRUE;
