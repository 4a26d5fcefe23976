-- Apart from V13, whose locks would keep readers out while these are built.
-- A message that another party sent, an echo say, is stored once.
CREATE UNIQUE INDEX messages_from_elsewhere ON messages (conversation_id, wa_message_id)
    WHERE direction = 'outbound' AND origin <> 'live';
-- The newest edit of a message.
CREATE INDEX messages_edits ON messages (conversation_id, refers_to) WHERE type = 'edit' AND refers_to IS NOT NULL;
-- A contact whose number was learned later than the conversation began.
CREATE INDEX whatsapp_conversations_by_phone ON whatsapp_conversations (whatsapp_account_id, contact_phone)
    WHERE contact_phone IS NOT NULL;
