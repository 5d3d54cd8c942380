#!/bin/bash
# Runs once, when the postgres container makes its data folder. Makes the two roles and the
# database; the same as launcher/roles.py does for the demo, and a test holds the two together.
set -euo pipefail

secrets=${SECRETS_FOLDER:-/run/secrets}
VH_OWNER_PASSWORD=$(<"$secrets/database_owner_password")
VH_APP_PASSWORD=$(<"$secrets/database_app_password")
export VH_OWNER_PASSWORD VH_APP_PASSWORD

psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv owner_password VH_OWNER_PASSWORD
\getenv app_password VH_APP_PASSWORD
-- The owner makes and migrates the tables. The application owns nothing and obeys every
-- row-level policy.
CREATE ROLE vh_owner LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS
    PASSWORD :'owner_password';
CREATE ROLE vh_app LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS
    PASSWORD :'app_password';
-- Counts are short, and every figure in docs/ was measured without.
ALTER ROLE vh_app SET jit = off;
CREATE DATABASE veiligehuizen OWNER vh_owner;
REVOKE ALL ON DATABASE veiligehuizen FROM PUBLIC;
GRANT CONNECT ON DATABASE veiligehuizen TO vh_app;
SQL
