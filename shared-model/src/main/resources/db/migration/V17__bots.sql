-- By this secret requests of contract 2 are signed; empty: they are not. Every column has a default, so that older services
-- and programs that write with plain SQL go on as before.
ALTER TABLE chatbots ADD COLUMN signing_secret text NOT NULL DEFAULT '';

ALTER TABLE whatsapp_conversations
    -- What the client's bot gave us to keep until the next turn. Nobody here reads it.
    ADD COLUMN bot_state       text,
    -- What the bot wants done once its reply is sent: written with the reply, taken away when it is done.
    ADD COLUMN bot_actions     jsonb,
    -- The bot has handed the conversation over to a person, who looks after it for as long as the bot is paused.
    ADD COLUMN handoff_at      timestamptz,
    ADD COLUMN handoff_reason  text,
    ADD COLUMN handoff_summary text,
    ADD COLUMN handoff_team    text,
    -- How often on that day: a bot may do so three times a day.
    ADD COLUMN handoff_day     date,
    ADD COLUMN handoffs_of_day integer NOT NULL DEFAULT 0,
    ADD COLUMN opted_out_at    timestamptz;

-- Small: only what a person looks after now.
CREATE INDEX whatsapp_conversations_handed_over ON whatsapp_conversations (chatbot_id, handoff_at)
    WHERE bot_paused AND handoff_at IS NOT NULL;
