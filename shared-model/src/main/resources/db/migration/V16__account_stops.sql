-- Why an account's sending is stopped (paused_reason), in a form that programs can read.
ALTER TABLE whatsapp_accounts
    -- 'blocked': until somebody mends it: its token, permission or registration.
    -- 'limited': Meta lifts it by itself, or once it is mended at Meta: tried again from time to time.
    ADD COLUMN stop_kind   text CHECK (stop_kind IN ('blocked', 'limited')),
    -- Meta's own code; NULL where Meta was not asked.
    ADD COLUMN stop_code   integer,
    -- 'limited': how often it was tried again, and when one message may be tried next.
    ADD COLUMN stop_tries  integer NOT NULL DEFAULT 0,
    ADD COLUMN next_try_at timestamptz;

UPDATE whatsapp_accounts
SET stop_code = substring(paused_reason FROM 'code (\d{1,9})')::integer,
    stop_kind = CASE WHEN paused_reason ~ 'code (368|131031|131037|131042|131048)\M' THEN 'limited' ELSE 'blocked' END,
    next_try_at = CASE WHEN paused_reason ~ 'code (368|131031|131037|131042|131048)\M' THEN now() END
WHERE paused_reason IS NOT NULL;

-- Whoever lifts a stop needs to know paused_reason only.
CREATE FUNCTION whatsapp_account_stop_lifted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.paused_at := NULL;
    NEW.stop_kind := NULL;
    NEW.stop_code := NULL;
    NEW.stop_tries := 0;
    NEW.next_try_at := NULL;
    RETURN NEW;
END $$;

-- After whatsapp_account_changed, by name: a new access token lifts a stop there.
CREATE TRIGGER whatsapp_account_stop_lifted BEFORE UPDATE ON whatsapp_accounts FOR EACH ROW
    WHEN (NEW.paused_reason IS NULL AND (NEW.stop_kind IS NOT NULL OR NEW.paused_at IS NOT NULL))
    EXECUTE FUNCTION whatsapp_account_stop_lifted();
