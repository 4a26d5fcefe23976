-- In a quiet time these indexes look empty to the planner, so it used to read all of them for any question about a
-- status, even one with a message's id in it; and while a client's AI hung, that was every message that waited. With IS TRUE
-- only a statement that says the same words can use them.
DROP INDEX messages_unfinished;
DROP INDEX messages_given_up;
DROP INDEX messages_unanswered;

CREATE INDEX messages_open ON messages (conversation_id)
    WHERE (status IN ('pending', 'draft', 'sending')) IS TRUE;
CREATE INDEX messages_waiting ON messages (created_at)
    WHERE (direction = 'inbound' AND status = 'pending') IS TRUE;
CREATE INDEX messages_failed ON messages (conversation_id)
    WHERE (direction = 'inbound' AND status = 'failed') IS TRUE;
