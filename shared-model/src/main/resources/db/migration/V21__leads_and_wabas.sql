-- Both are NULL by default, so services of the version before and programs that write with plain SQL go on as they did.
SET LOCAL lock_timeout = '3s';

-- Inbound: why it was written, an advertisement or a product, as prompt begins with it: an edit changes the words behind it.
ALTER TABLE messages ADD COLUMN lead text;

-- The WhatsApp Business Account that Meta names in the webhooks of this number: clients may be added without it.
ALTER TABLE whatsapp_account_health ADD COLUMN waba_id text;
