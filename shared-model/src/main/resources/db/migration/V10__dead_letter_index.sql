-- An index of the dead letters: what lies in whatsapp.replies.dead, whatsapp.events.dead and whatsapp.unrouted, so that
-- lists, counts and groups need not read the queues. The queues stay the truth; a row too many or too few is corrected at
-- the next look (org.wahook.shared.deadletter). No body: what customers wrote is in the queue and in messages.
CREATE TABLE dead_letters (
    queue           text        NOT NULL CHECK (queue IN ('replies', 'events', 'unrouted')),
    -- The AMQP message id, or a hash of the message where it has none.
    id              text        NOT NULL,
    -- Of one event several parts may be unrouted, one for each number.
    phone_number_id text        NOT NULL DEFAULT '',
    -- How often it lies in the queue: a crash between confirm and ack publishes it twice.
    copies          integer     NOT NULL DEFAULT 1,
    reason          text        NOT NULL DEFAULT '',
    error           text        NOT NULL DEFAULT '',
    attempts        integer     NOT NULL DEFAULT 0,
    first_failed_at timestamptz,
    failed_at       timestamptz NOT NULL,
    chatbot_id      text        NOT NULL DEFAULT '',
    account_id      text        NOT NULL DEFAULT '',
    event_id        text        NOT NULL DEFAULT '',
    message_ids     text        NOT NULL DEFAULT '',
    history         text        NOT NULL DEFAULT '',
    indexed_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (queue, id, phone_number_id)
);
-- Lists in a stable order, oldest first; by client; by reason.
CREATE INDEX dead_letters_by_time ON dead_letters (failed_at, queue, id, phone_number_id);
CREATE INDEX dead_letters_by_chatbot ON dead_letters (chatbot_id, failed_at, queue, id, phone_number_id);
CREATE INDEX dead_letters_by_reason ON dead_letters (reason, failed_at, queue, id, phone_number_id);
CREATE INDEX dead_letters_by_number ON dead_letters (phone_number_id) WHERE queue = 'unrouted';

-- When a queue was last read to its end and compared with the index.
CREATE TABLE dead_letter_queues (
    queue       text PRIMARY KEY,
    verified_at timestamptz NOT NULL
);

-- What the response API of a client last answered that was an error, written by the workers; a good answer clears it.
CREATE TABLE chatbot_health (
    chatbot_id  text PRIMARY KEY,
    ai_reason   text        NOT NULL,
    ai_error    text        NOT NULL,
    ai_error_at timestamptz NOT NULL
) WITH (fillfactor = 50);
