-- Where a bot that answered 202 may post its answer: once, until a time, for the messages that it was asked about.
CREATE TABLE bot_callbacks (
    -- SHA-256 of the token in the URL. The token itself is kept nowhere.
    token_hash       bytea       PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    conversation_id  bigint      NOT NULL REFERENCES whatsapp_conversations (id),
    -- What was asked: the same for each attempt at the same messages. An edit or a revocation raises the version.
    turn_id          text        NOT NULL,
    questions        bigint[]    NOT NULL,
    question_version bigint      NOT NULL,
    -- The job that goes on with the turn, and what it has behind it.
    job_id           text        NOT NULL,
    attempts         integer     NOT NULL DEFAULT 0,
    first_failed_at  timestamptz,
    expires_at       timestamptz NOT NULL,
    -- The bot has answered 202.
    waiting          boolean     NOT NULL DEFAULT false,
    -- The first valid callback: its id, and its body as contract 2 has it, encrypted where there are keys.
    webhook_id       text,
    answer           text,
    answered_at      timestamptz,
    -- The job was published after the answer had come.
    woken            boolean     NOT NULL DEFAULT false,
    created_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX bot_callbacks_by_conversation ON bot_callbacks (conversation_id);
CREATE INDEX bot_callbacks_by_expiry ON bot_callbacks (expires_at);

-- When a conversation is to be looked at though nobody writes there. A worker publishes a job for each that is due.
CREATE TABLE conversation_timers (
    conversation_id bigint      NOT NULL REFERENCES whatsapp_conversations (id),
    -- 'callback': a bot's answer did not come; 'followUp': the bot wants to be asked again; 'resume': a pause is over.
    kind            text        NOT NULL CHECK (kind IN ('callback', 'followUp', 'resume')),
    due_at          timestamptz NOT NULL,
    -- How often its job was published. One whose job does not take it away comes again, three times in all.
    fired           integer     NOT NULL DEFAULT 0,
    job_id          text        NOT NULL,
    attempts        integer     NOT NULL DEFAULT 0,
    first_failed_at timestamptz,
    -- 'followUp': inbound_seq, 'resume': bot_version. Where the conversation has another by then there is nothing to do.
    version         bigint      NOT NULL DEFAULT 0,
    -- 'followUp': what the bot calls it, and the turn whose reply was kept.
    follow_up_id    text,
    reply_turn      bigint,
    PRIMARY KEY (conversation_id, kind)
);
CREATE INDEX conversation_timers_by_time ON conversation_timers (due_at);

ALTER TABLE whatsapp_conversations
    -- How many follow-ups the bot asked for on that day: three are made.
    ADD COLUMN follow_up_day     date,
    ADD COLUMN follow_ups_of_day integer NOT NULL DEFAULT 0;
