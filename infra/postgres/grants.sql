-- The rights of the services' roles. Run it as the owner of the tables, after each migration:
-- `worker-service.jar migrate` does both. Doing it again changes nothing; a role that does not exist is left out.
--
--   wahook_ingest  the webhook: verify tokens and whether their account is active, for Meta's handshake; nothing else
--   wahook_worker  reads and writes rows, but adds and deletes no client and changes no token or key
--   wahook_admin   reads and writes rows: admin API and console, re-encrypt
--
-- None of them owns a table, so none of them may migrate, drop, or truncate. Tables of other programs in the same schema
-- need an owner of their own to stay out of this.
DO $$
DECLARE
    here     CONSTANT oid := current_schema()::regnamespace;
    role     text;
    relation record;
    columns  text;
BEGIN
    FOREACH role IN ARRAY ARRAY ['wahook_ingest', 'wahook_worker', 'wahook_admin'] LOOP
        CONTINUE WHEN NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role);
        IF NOT has_schema_privilege(role, here, 'USAGE') THEN
            EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role);
        END IF;
        FOR relation IN
            SELECT c.oid::regclass AS name, c.relname FROM pg_class c
            WHERE c.relnamespace = here AND c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'USAGE')
        LOOP
            -- With the rights on columns, too.
            EXECUTE format('REVOKE ALL ON %s FROM %I', relation.name, role);
            IF relation.relname = 'flyway_schema_history' THEN
                EXECUTE format('GRANT SELECT ON %s TO %I', relation.name, role);
            ELSIF role = 'wahook_admin'
                OR role = 'wahook_worker' AND relation.relname NOT IN ('chatbots', 'whatsapp_accounts') THEN
                EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', relation.name, role);
            END IF;
        END LOOP;
        -- Tables that a later migration makes are usable at once.
        IF role <> 'wahook_ingest' THEN
            EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I',
                           current_schema(), role);
        END IF;
    END LOOP;

    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'wahook_ingest') THEN
        GRANT SELECT (chatbot_id, verify_token, status) ON whatsapp_accounts TO wahook_ingest;
        GRANT SELECT (id, status) ON chatbots TO wahook_ingest;
    END IF;

    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'wahook_worker') THEN
        GRANT SELECT ON chatbots, whatsapp_accounts TO wahook_worker;
        -- It stops an account that Meta refuses; who the account is, and its secrets, are not its business.
        SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
        WHERE attrelid = 'whatsapp_accounts'::regclass AND attnum > 0 AND NOT attisdropped
          AND attname NOT IN ('id', 'chatbot_id', 'phone_number_id', 'business_account_id', 'verify_token', 'access_token',
                              'webhook_url', 'created_at', 'creation_key');
        EXECUTE format('GRANT UPDATE (%s) ON whatsapp_accounts TO wahook_worker', columns);
    END IF;
END $$;
