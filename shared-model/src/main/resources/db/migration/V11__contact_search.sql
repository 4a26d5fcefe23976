-- Conversations by their contact: a phone number from its beginning or (as people write it in its own country) from its
-- end, a name or any word of it, a user id. Columns of these indexes change when a conversation begins or a name changes,
-- and not with each message, so updates of the turn stay within their page.
CREATE INDEX whatsapp_conversations_contact_id ON whatsapp_conversations (lower(contact_id) text_pattern_ops);
CREATE INDEX whatsapp_conversations_contact_end ON whatsapp_conversations (reverse(contact_id) text_pattern_ops);
CREATE INDEX whatsapp_conversations_contact_phone ON whatsapp_conversations (contact_phone text_pattern_ops)
    WHERE contact_phone IS NOT NULL;
CREATE INDEX whatsapp_conversations_contact_phone_end ON whatsapp_conversations (reverse(contact_phone) text_pattern_ops)
    WHERE contact_phone IS NOT NULL;
CREATE INDEX whatsapp_conversations_user_id ON whatsapp_conversations (lower(contact_user_id) text_pattern_ops)
    WHERE contact_user_id IS NOT NULL;
CREATE INDEX whatsapp_conversations_name ON whatsapp_conversations (lower(contact_name) text_pattern_ops);
CREATE INDEX whatsapp_conversations_name_words ON whatsapp_conversations
    USING gin (to_tsvector('simple', contact_name)) WITH (fastupdate = off);
