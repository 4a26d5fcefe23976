-- Customers' files that are kept in a store with the interface of S3 (MEDIA_STORE_URL). Every column has a default or is written
-- by this version alone, so services of the version before and programs that write with plain SQL go on as they did.
SET LOCAL lock_timeout = '3s';

-- A row is there before its object, so that no object is without one; stored_at says that the object is there.
CREATE TABLE media_objects (
    message_id bigint      PRIMARY KEY,
    object_key text        NOT NULL,
    mime_type  text        NOT NULL,
    bytes      bigint      NOT NULL,
    stored_at  timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX media_objects_by_age ON media_objects (created_at);
CREATE INDEX media_objects_unfinished ON media_objects (created_at) WHERE stored_at IS NULL;

-- Objects whose row is gone. A worker deletes them from the store, again and again until that succeeds.
CREATE TABLE media_deletions (
    object_key   text        PRIMARY KEY,
    due_at       timestamptz NOT NULL DEFAULT now(),
    tries        integer     NOT NULL DEFAULT 0,
    requested_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX media_deletions_due ON media_deletions (due_at);

-- In the same transaction, so that neither a crash nor another program's SQL leaves an object behind. One that may be on its way
-- to the store yet is deleted once it must have arrived.
CREATE FUNCTION media_object_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO media_deletions (object_key, due_at)
    SELECT object_key, CASE WHEN stored_at IS NULL THEN now() + interval '10 minutes' ELSE now() END FROM gone
    ON CONFLICT (object_key) DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER media_object_gone AFTER DELETE ON media_objects
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION media_object_gone();

-- It goes with its message, whoever deletes that. No foreign key: other programs could not truncate messages any more.
CREATE FUNCTION media_messages_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM media_objects o USING gone WHERE o.message_id = gone.id;
    RETURN NULL;
END $$;

CREATE TRIGGER media_messages_gone AFTER DELETE ON messages
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION media_messages_gone();

-- What the customer has taken back is not kept either.
CREATE FUNCTION media_message_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM media_objects WHERE message_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER media_message_revoked AFTER UPDATE OF revoked_at ON messages
    FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION media_message_revoked();
