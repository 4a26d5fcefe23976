-- A creation that is repeated with the same Idempotency-Key answers the account that it made the first time.
ALTER TABLE whatsapp_accounts ADD COLUMN creation_key text;

-- A new access token lifts a pause; the same token encrypted with another key is no new one.
CREATE OR REPLACE FUNCTION whatsapp_account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        NEW.updated_at := now();
        IF NEW.access_token IS DISTINCT FROM OLD.access_token AND NEW.paused_reason IS NOT DISTINCT FROM OLD.paused_reason
            AND coalesce(current_setting('wahook.same_secrets', true), '') <> 'yes' THEN
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
