-- A person may take a conversation over from the bot. Every column has a default, so older services and programs that
-- write with plain SQL go on as before; they know no pause.
ALTER TABLE whatsapp_conversations
    ADD COLUMN bot_paused       boolean NOT NULL DEFAULT false,
    -- Then the pause is over without a further word; NULL means until somebody ends it.
    ADD COLUMN bot_paused_until timestamptz,
    -- Grows with each change of the two above, and with nothing else.
    ADD COLUMN bot_version      bigint  NOT NULL DEFAULT 0;

-- Outbound: a person wrote it.
ALTER TABLE messages ADD COLUMN by_human boolean NOT NULL DEFAULT false;

-- What was last heard of and sent for an account. A table of its own, since a change of whatsapp_accounts is told to all
-- services, and this changes with the traffic. Writers skip a row that somebody else has just locked.
CREATE TABLE whatsapp_account_health (
    account_id      uuid PRIMARY KEY REFERENCES whatsapp_accounts (id) ON DELETE CASCADE,
    last_webhook_at timestamptz,
    last_send_at    timestamptz,
    last_error      text,
    last_error_at   timestamptz
) WITH (fillfactor = 50);

-- With its owner's rights: a program that may write accounts need not know this table.
CREATE FUNCTION whatsapp_account_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO whatsapp_account_health (account_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER whatsapp_account_added AFTER INSERT ON whatsapp_accounts
    FOR EACH ROW EXECUTE FUNCTION whatsapp_account_added();

INSERT INTO whatsapp_account_health (account_id) SELECT id FROM whatsapp_accounts;
