-- An event that was lost twice with its worker is routed alone, and stands here meanwhile. One that stands here when it
-- comes again took its worker down by itself.
CREATE TABLE event_attempts (
    event_id text PRIMARY KEY,
    begun_at timestamptz NOT NULL DEFAULT now()
);
