-- Apart from V4, whose locks would keep readers out while these are built. The first list is of one chatbot, newest first.
CREATE INDEX whatsapp_conversations_by_chatbot ON whatsapp_conversations (chatbot_id, id);
-- Small: only what was given up.
CREATE INDEX messages_given_up ON messages (conversation_id) WHERE direction = 'inbound' AND status = 'failed';
