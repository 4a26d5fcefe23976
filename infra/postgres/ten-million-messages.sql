-- Ten million messages for measuring: 60 days until now, 200 chatbots, one of which has a fifth of everything.
-- For an empty database with the schema of the services, and for no other:
--   psql -f infra/postgres/ten-million-messages.sql "$DATABASE_URL"
--   java -jar worker-service/target/worker-service.jar retention --days 3650   # counts the hours, as a worker does
SET session_replication_role = replica; -- no triggers, no foreign keys: it is the size that matters
INSERT INTO chatbots (id, api_key) SELECT 'bot-' || n, 'key' FROM generate_series(0, 199) n;
INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, verify_token, access_token)
SELECT 'bot-' || n, 'number-' || n, 'verify-' || n, 'token' FROM generate_series(0, 199) n;
INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id, contact_phone, inbound_seq)
SELECT a.id, a.chatbot_id, n::text, n::text, 100
FROM generate_series(1, 50000) n
JOIN whatsapp_accounts a ON a.phone_number_id = 'number-' || CASE WHEN n % 5 = 0 THEN 0 ELSE n % 200 END
ORDER BY n;
INSERT INTO messages (chatbot_id, conversation_id, direction, text, payload, status, wa_message_id, turn_number, part,
                      sent_at, created_at)
SELECT 'bot-' || CASE WHEN c % 5 = 0 THEN 0 ELSE c % 200 END, c, direction, 'a text of forty characters, more or less',
       CASE direction WHEN 'inbound' THEN jsonb_build_object('from', c::text, 'id', 'wamid.' || t, 'type', 'text',
           'timestamp', '1700000000', 'text', jsonb_build_object('body', 'a text of forty characters, more or less')) END,
       CASE direction WHEN 'inbound' THEN CASE WHEN t % 500 = 0 THEN 'failed' ELSE 'answered' END ELSE 'read' END,
       'wamid.' || direction || t, t / 50000 + 1, CASE direction WHEN 'inbound' THEN 0 ELSE 1 END,
       at + CASE direction WHEN 'inbound' THEN interval '0' ELSE (1000 + t % 4000) * interval '1 ms' END,
       at + CASE direction WHEN 'inbound' THEN interval '0' ELSE interval '900 ms' END
FROM generate_series(1, 5000000) t
CROSS JOIN LATERAL (SELECT 1 + (t::bigint * 7919) % 50000 AS c,
                           now() - interval '60 days' + t * (interval '60 days' / 5000000) AS at) turn
CROSS JOIN (VALUES ('inbound'), ('outbound')) AS both_ways (direction);
SET session_replication_role = origin;
VACUUM ANALYZE;
