-- Photos, voice notes and files, in and out. Every column has a default, so services of the version before and programs that
-- write with plain SQL go on as they did.
SET LOCAL lock_timeout = '3s';

ALTER TABLE messages
    -- The words of a voice note; empty text: there is nothing to hear, or they can't be had. NULL: nobody has asked yet.
    ADD COLUMN transcript text;

-- The key for a client's own transcription endpoint (chatbots.settings, transcription.baseUrl).
ALTER TABLE chatbots ADD COLUMN transcription_key text NOT NULL DEFAULT '';

-- What was uploaded to Meta: the same bytes of the same number need no second upload while Meta keeps the first.
CREATE TABLE media_uploads (
    phone_number_id text        NOT NULL,
    sha256          text        NOT NULL,
    mime_type       text        NOT NULL,
    media_id        text        NOT NULL,
    uploaded_at     timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    PRIMARY KEY (phone_number_id, sha256, mime_type)
);

CREATE INDEX media_uploads_expired ON media_uploads (expires_at);
