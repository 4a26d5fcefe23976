-- Apart from V4, whose locks would keep readers out while these are built. The first list is of one chatbot, newest first.
CREATE INDEX whatsapp_conversations_by_chatbot ON whatsapp_conversations (chatbot_id, id);
-- Analytics read nothing but this: with the rows of a month of a large client scattered over the table they took ten times
-- as long. It costs no update more, since a change of status writes to every index anyway.
CREATE INDEX messages_analytics ON messages (chatbot_id, created_at)
    INCLUDE (direction, status, turn_number, sent_at, conversation_id);
DROP INDEX messages_by_chatbot_and_time;
-- Small: only what was given up.
CREATE INDEX messages_given_up ON messages (conversation_id) WHERE direction = 'inbound' AND status = 'failed';
