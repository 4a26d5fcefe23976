-- Small: what Meta has accepted and not told to be delivered. A reaction is never told to be.
CREATE INDEX messages_undelivered ON messages (sent_at, chatbot_id)
    WHERE (direction = 'outbound' AND status = 'sent' AND origin = 'live' AND type <> 'reaction') IS TRUE;
