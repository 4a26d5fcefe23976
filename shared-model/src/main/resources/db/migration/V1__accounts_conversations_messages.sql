-- Other programs may write chatbots and whatsapp_accounts with plain SQL, so every column has a default
-- except those that nobody can guess.

CREATE TABLE chatbots (
    id         text PRIMARY KEY,
    name       text        NOT NULL DEFAULT '',
    api_key    text        NOT NULL DEFAULT '',
    status     text        NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
    settings   jsonb       NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE whatsapp_accounts (
    id                  uuid PRIMARY KEY     DEFAULT gen_random_uuid(),
    chatbot_id          text        NOT NULL REFERENCES chatbots (id),
    phone_number_id     text        NOT NULL,
    business_account_id text        NOT NULL DEFAULT '',
    verify_token        text        NOT NULL DEFAULT '',
    access_token        text        NOT NULL DEFAULT '',
    webhook_url         text        NOT NULL DEFAULT '',
    status              text        NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
    -- Why sending is stopped, such as a token that Meta refuses. A new access token lifts it.
    paused_reason       text,
    paused_at           timestamptz,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now()
);

-- Routing: who owns this number? Several active clients may share it.
CREATE INDEX whatsapp_accounts_by_number ON whatsapp_accounts (phone_number_id) WHERE status = 'active';
CREATE UNIQUE INDEX whatsapp_accounts_once ON whatsapp_accounts (chatbot_id, phone_number_id) WHERE status = 'active';
-- The handshake: is this the token of any active account?
CREATE INDEX whatsapp_accounts_by_verify_token ON whatsapp_accounts (verify_token) WHERE status = 'active';

CREATE TABLE whatsapp_conversations (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    whatsapp_account_id uuid        NOT NULL REFERENCES whatsapp_accounts (id),
    chatbot_id          text        NOT NULL,
    contact_id          text        NOT NULL,
    contact_name        text        NOT NULL DEFAULT '',
    -- Both ids of the contact as far as they are known. People who took a username may hide their number.
    contact_phone       text,
    contact_user_id     text,
    -- The turn (ARCHITECTURE.md, "One turn at a time"): all of it on this one row.
    inbound_seq         bigint      NOT NULL DEFAULT 0,
    turn_job            text,
    turn_number         bigint      NOT NULL DEFAULT 0,
    turn_expires_at     timestamptz,
    created_at          timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70);

CREATE UNIQUE INDEX whatsapp_conversations_by_contact ON whatsapp_conversations (whatsapp_account_id, contact_id);
CREATE INDEX whatsapp_conversations_by_user_id ON whatsapp_conversations (whatsapp_account_id, contact_user_id)
    WHERE contact_user_id IS NOT NULL;

CREATE TABLE messages (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chatbot_id      text        NOT NULL,
    conversation_id bigint      NOT NULL REFERENCES whatsapp_conversations (id),
    channel         text        NOT NULL DEFAULT 'WHATSAPP',
    direction       text        NOT NULL CHECK (direction IN ('inbound', 'outbound')),
    type            text        NOT NULL DEFAULT 'text',
    text            text,
    -- What the response API is told where that is not the text: a description of an image, say.
    prompt          text,
    payload         jsonb,
    wa_message_id   text,
    status          text        NOT NULL,
    error           jsonb,
    -- The turn that answers this message, or that it answers; see whatsapp_conversations.turn_number.
    turn_number     bigint,
    -- Outbound: which part of a reply that was too long for one message, and how often it was handed to Meta.
    part            integer     NOT NULL DEFAULT 0,
    sends           integer     NOT NULL DEFAULT 0,
    -- Outbound and 'sending': from then on, without a status from Meta, it may be sent again.
    settle_at       timestamptz,
    sent_at         timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT messages_status CHECK (status IN
        ('pending', 'answered', 'ignored', 'failed', 'draft', 'sending', 'sent', 'delivered', 'read'))
) WITH (fillfactor = 85);

-- Meta delivers an event more than once: a message is stored once.
CREATE UNIQUE INDEX messages_once ON messages (conversation_id, wa_message_id) WHERE direction = 'inbound';
CREATE INDEX messages_history ON messages (conversation_id, id);
-- Small: only what is under way.
CREATE INDEX messages_unfinished ON messages (conversation_id) WHERE status IN ('pending', 'draft', 'sending');
CREATE INDEX messages_outbound_by_wamid ON messages (wa_message_id) WHERE direction = 'outbound';

-- Changes of other fields than "messages" (account updates, calls, what Meta invents next): kept, not acted on.
CREATE TABLE webhook_changes (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id        text        NOT NULL,
    position        integer     NOT NULL,
    field           text        NOT NULL,
    waba_id         text        NOT NULL,
    phone_number_id text,
    value           jsonb       NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (event_id, position)
);

-- One row: all events that ingest received before this time have been routed, so all their statuses are written down.
CREATE TABLE routing_progress (
    only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    routed_until timestamptz NOT NULL
);
INSERT INTO routing_progress (routed_until) VALUES ('epoch');

-- Running services hear of every change to a client at once.
CREATE FUNCTION whatsapp_account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        NEW.updated_at := now();
        IF NEW.access_token IS DISTINCT FROM OLD.access_token AND NEW.paused_reason IS NOT DISTINCT FROM OLD.paused_reason THEN
            NEW.paused_reason := NULL;
            NEW.paused_at := NULL;
        END IF;
        IF OLD.phone_number_id <> NEW.phone_number_id THEN
            PERFORM pg_notify('whatsapp_clients', 'number ' || OLD.phone_number_id);
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        PERFORM pg_notify('whatsapp_clients', 'number ' || OLD.phone_number_id);
        RETURN OLD;
    END IF;
    PERFORM pg_notify('whatsapp_clients', 'number ' || NEW.phone_number_id);
    RETURN NEW;
END $$;

CREATE TRIGGER whatsapp_account_changed BEFORE INSERT OR UPDATE OR DELETE ON whatsapp_accounts
    FOR EACH ROW EXECUTE FUNCTION whatsapp_account_changed();

CREATE FUNCTION chatbot_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM pg_notify('whatsapp_clients', 'chatbot ' || OLD.id);
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        NEW.updated_at := now();
    END IF;
    PERFORM pg_notify('whatsapp_clients', 'chatbot ' || NEW.id);
    RETURN NEW;
END $$;

CREATE TRIGGER chatbot_changed BEFORE INSERT OR UPDATE OR DELETE ON chatbots
    FOR EACH ROW EXECUTE FUNCTION chatbot_changed();
