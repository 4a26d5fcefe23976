-- Analytics by time. Of one chatbot: its rows and no others. Of all: a BRIN index has a few hundred kB at 2 million rows
-- and costs next to nothing to write, since messages are stored in the order of their time.
CREATE INDEX messages_by_chatbot_and_time ON messages (chatbot_id, created_at);
CREATE INDEX messages_by_time ON messages USING brin (created_at timestamptz_minmax_multi_ops) WITH (pages_per_range = 32);
