-- Apart from V23, whose lock would keep readers out while this is built. Few rows: analytics look up which turns were replayed.
CREATE INDEX messages_replayed ON messages (chatbot_id, created_at) INCLUDE (conversation_id, turn_number, replayed_at)
    WHERE replayed_at IS NOT NULL;
