-- What was said elsewhere, changed, or taken back; who owns a thread; who a contact is. Every column has a default, so
-- services of the version before and programs that write with plain SQL go on as they did.
SET LOCAL lock_timeout = '3s';

ALTER TABLE messages
    -- live: on the field "messages", or sent by us. echo: by a person in the WhatsApp Business app. standby: seen while
    -- another app owned the thread. history: of the past of a number that joined. expected: an edit or a revocation came
    -- before the message itself.
    -- Rows of the last three have turn_number 0, which is no turn: analytics leave them out.
    ADD COLUMN origin     text    NOT NULL DEFAULT 'live',
    -- Meta's id of the message that this one answers, edits, revokes or reacts to.
    ADD COLUMN refers_to  text,
    -- Not told to the response API: reactions, edits, revocations, notices, and what was revoked.
    ADD COLUMN hidden     boolean NOT NULL DEFAULT false,
    ADD COLUMN edited_at  timestamptz,
    ADD COLUMN revoked_at timestamptz;

ALTER TABLE whatsapp_conversations
    -- contact_id is the group's id then.
    ADD COLUMN is_group               boolean NOT NULL DEFAULT false,
    ADD COLUMN contact_username       text    NOT NULL DEFAULT '',
    -- The person writes from another number now, which has a conversation of its own already.
    ADD COLUMN linked_conversation_id bigint,
    -- Grows when an edit or a revocation changes a question that waits: another question, another Idempotency-Key.
    ADD COLUMN question_version       bigint  NOT NULL DEFAULT 0,
    -- When a person last wrote in the WhatsApp Business app: that answers what the customer wrote before.
    ADD COLUMN person_wrote_at        timestamptz,
    -- Meta's Conversation Routing: app (ours), other, idle; empty as long as nothing was heard of it.
    ADD COLUMN thread_owner           text    NOT NULL DEFAULT '',
    ADD COLUMN thread_owner_role      text    NOT NULL DEFAULT '',
    -- When Meta last said who owns it, and since when that one does.
    ADD COLUMN thread_owner_at        timestamptz,
    ADD COLUMN thread_owner_since     timestamptz;

-- HUMAN_PAUSE in milliseconds, as the routing worker has it: the admin API pauses for the same time.
ALTER TABLE routing_progress ADD COLUMN human_pause bigint NOT NULL DEFAULT 1800000;

-- Names from the address books of numbers that joined, for conversations that begin later.
CREATE TABLE whatsapp_contact_names (
    account_id uuid NOT NULL REFERENCES whatsapp_accounts (id) ON DELETE CASCADE,
    contact_id text NOT NULL,
    name       text NOT NULL DEFAULT '',
    username   text NOT NULL DEFAULT '',
    PRIMARY KEY (account_id, contact_id)
);
