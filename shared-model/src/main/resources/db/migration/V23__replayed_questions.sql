-- When a question that was given up was replayed from the dead letters: its reply time counts from then. Null for all others;
-- services of the version before leave it so.
SET LOCAL lock_timeout = '3s';

ALTER TABLE messages ADD COLUMN replayed_at timestamptz;
