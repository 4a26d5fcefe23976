-- What the workers are told about the response API of clients without one of their own, so that the admin API can test a bot
-- just as a worker would ask it. Written by each worker at its start.
CREATE TABLE response_api_defaults (
    only_row       boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    base_url       text        NOT NULL,
    path           text        NOT NULL,
    reply_pointer  text        NOT NULL,
    timeout_millis bigint      NOT NULL,
    updated_at     timestamptz NOT NULL DEFAULT now()
);
