-- Analytics from hours and days that are over: workers count them once (org.wahook.shared.analytics), and again what
-- changed afterwards. Nothing else reads these tables, so services of the version before go on as they did.

CREATE TABLE message_counts (
    span         text        NOT NULL CHECK (span IN ('hour', 'day')),
    chatbot_id   text        NOT NULL,
    started_at   timestamptz NOT NULL,
    -- All messages that were stored in this time: fewer on a second look means that some were deleted since.
    stored       bigint      NOT NULL,
    messages_in  bigint      NOT NULL,
    replies_out  bigint      NOT NULL,
    failures     bigint      NOT NULL,
    -- Reply times: in bin b are those of more than 1.04^(b-1) and at most 1.04^b milliseconds.
    reply_bins   integer[]   NOT NULL DEFAULT '{}',
    reply_counts bigint[]    NOT NULL DEFAULT '{}',
    PRIMARY KEY (span, chatbot_id, started_at)
);
CREATE INDEX message_counts_by_time ON message_counts (span, started_at);

-- Hours and days that are counted, those without a message too.
CREATE TABLE message_counts_done (
    span       text        NOT NULL CHECK (span IN ('hour', 'day')),
    started_at timestamptz NOT NULL,
    PRIMARY KEY (span, started_at)
);

-- Hours with a late change, to be counted again. Only ever added to and deleted from, without a unique index, so that
-- nobody who changes a message waits for the one that counts.
CREATE TABLE message_counts_stale (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chatbot_id text        NOT NULL,
    hour       timestamptz NOT NULL
);

-- With their owner's rights: a program that may write messages need not know these tables.
CREATE FUNCTION message_changed_late() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO message_counts_stale (chatbot_id, hour)
    VALUES (NEW.chatbot_id, date_bin(interval '1 hour', NEW.created_at, timestamptz 'epoch'));
    RETURN NULL;
END $$;

CREATE FUNCTION message_turn_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO message_counts_stale (chatbot_id, hour)
    SELECT DISTINCT m.chatbot_id, date_bin(interval '1 hour', m.created_at, timestamptz 'epoch')
    FROM messages m
    WHERE m.conversation_id = NEW.conversation_id AND m.direction = 'outbound'
      AND m.turn_number IN (OLD.turn_number, NEW.turn_number)
      AND m.created_at < date_bin(interval '1 hour', now(), timestamptz 'epoch');
    RETURN NULL;
END $$;

-- The conditions below are all that messages of this hour pay: no function is called for them. The lock is short, but
-- everybody queues behind one who waits for it, so it is rather given up and tried again.
SET LOCAL lock_timeout = '3s';

CREATE TRIGGER message_stored_late AFTER INSERT ON messages FOR EACH ROW
    WHEN (NEW.created_at < date_bin(interval '1 hour', now(), timestamptz 'epoch'))
    EXECUTE FUNCTION message_changed_late();

CREATE TRIGGER message_changed_late AFTER UPDATE OF status, sent_at, turn_number ON messages FOR EACH ROW
    WHEN (NEW.created_at < date_bin(interval '1 hour', now(), timestamptz 'epoch')
          AND ((NEW.status = 'failed') <> (OLD.status = 'failed')
               OR NEW.direction = 'outbound'
                  AND (NEW.sent_at IS DISTINCT FROM OLD.sent_at
                       OR NEW.turn_number IS DISTINCT FROM OLD.turn_number
                       OR (NEW.status IN ('sent', 'delivered', 'read'))
                          <> (OLD.status IN ('sent', 'delivered', 'read')))))
    EXECUTE FUNCTION message_changed_late();

-- A question that gets another turn, or gets one when it is answered already: the reply may be of an earlier hour. A
-- question whose reply is kept at the same moment, the common case, stays pending.
CREATE TRIGGER message_turn_changed AFTER UPDATE OF turn_number ON messages FOR EACH ROW
    WHEN (NEW.direction = 'inbound' AND NEW.turn_number IS DISTINCT FROM OLD.turn_number
          AND (OLD.turn_number IS NOT NULL OR NEW.status <> 'pending'))
    EXECUTE FUNCTION message_turn_changed();
