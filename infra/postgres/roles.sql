-- The roles of docker-compose.yml, run by infra/postgres/start as the administrator after each start; doing it again changes
-- nothing. The administrator (POSTGRES_USER, a superuser) is for people and backups. The passwords come from the environment; a
-- role whose password is not there keeps the one that it has.
--
--   wahook_owner    owns the tables and migrates them; no superuser
--   wahook_ingest, wahook_worker, wahook_admin
--                   what each process needs, given by `worker-service.jar migrate` (grants.sql)
--   wahook_monitor  reads PostgreSQL's statistics, for postgres_exporter
\getenv owner_password POSTGRES_OWNER_PASSWORD
\getenv ingest_password POSTGRES_INGEST_PASSWORD
\getenv worker_password POSTGRES_WORKER_PASSWORD
\getenv admin_password POSTGRES_ADMIN_PASSWORD
\getenv monitor_password POSTGRES_MONITOR_PASSWORD

SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY ['wahook_owner', 'wahook_ingest', 'wahook_worker', 'wahook_admin', 'wahook_monitor']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE wahook_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
\if :{?owner_password}
ALTER ROLE wahook_owner PASSWORD :'owner_password';
\endif
ALTER ROLE wahook_ingest LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
\if :{?ingest_password}
ALTER ROLE wahook_ingest PASSWORD :'ingest_password';
\endif
ALTER ROLE wahook_worker LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
\if :{?worker_password}
ALTER ROLE wahook_worker PASSWORD :'worker_password';
\endif
ALTER ROLE wahook_admin LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
\if :{?admin_password}
ALTER ROLE wahook_admin PASSWORD :'admin_password';
\endif
ALTER ROLE wahook_monitor LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
\if :{?monitor_password}
ALTER ROLE wahook_monitor PASSWORD :'monitor_password';
\endif
GRANT pg_monitor TO wahook_monitor;

ALTER DATABASE wahook OWNER TO wahook_owner;
REVOKE ALL ON DATABASE wahook FROM PUBLIC;
GRANT CONNECT ON DATABASE wahook TO wahook_ingest, wahook_worker, wahook_admin, wahook_monitor;

-- What an earlier version made as the administrator, or a backup of one has brought.
DO $$
DECLARE
    command text;
BEGIN
    FOR command IN
        SELECT format('ALTER TABLE %s OWNER TO wahook_owner', c.oid::regclass) FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
          AND pg_get_userbyid(c.relowner) <> 'wahook_owner'
        UNION ALL
        SELECT format('ALTER SEQUENCE %s OWNER TO wahook_owner', c.oid::regclass) FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S' AND pg_get_userbyid(c.relowner) <> 'wahook_owner'
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i'))
        UNION ALL
        SELECT format('ALTER ROUTINE %s OWNER TO wahook_owner', p.oid::regprocedure) FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND pg_get_userbyid(p.proowner) <> 'wahook_owner'
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE command;
    END LOOP;
END $$;
