-- The lock is short, but everybody queues behind one who waits for it, so it is rather given up and tried again.
SET LOCAL lock_timeout = '3s';

ALTER TABLE messages
    -- Outbound: the part of biz_opaque_callback_data that nobody can guess. NULL in messages of the version before, whose
    -- callback data is the bare id.
    ADD COLUMN callback_key uuid,
    -- Outbound: what Meta says that it costs, as in the first status that says it, with that status's time; and the origin
    -- of Meta's conversation.
    ADD COLUMN pricing      jsonb;

-- Replies with a price, by calendar month (UTC). Only ever added to, so that nobody waits for a row: the sum counts. They
-- stay when the messages are deleted.
CREATE TABLE reply_charges (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    month      date   NOT NULL,
    chatbot_id text   NOT NULL,
    account_id uuid   NOT NULL,
    -- Meta charges for these.
    billable   bigint NOT NULL,
    -- These are covered by the free allowance of the number.
    free       bigint NOT NULL
);
CREATE INDEX reply_charges_by_month ON reply_charges (month, chatbot_id, account_id) INCLUDE (billable, free);
