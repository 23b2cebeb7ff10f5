-- What a shop's database needs.
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE ROLE shop LOGIN PASSWORD 'to be''replaced';
ALTER USER "shop admin" WITH SUPERUSER; -- for migrations
\connect shop
CREATE TABLE a (b text DEFAULT 'GRANT ALL;');
CREATE FUNCTION f() RETURNS void AS $body$
  GRANT ALL ON DATABASE shop TO shop;
$body$ LANGUAGE sql;
COPY a (b) FROM stdin;
GRANT ALL ON DATABASE shop TO PUBLIC;
\.
GRANT ALL PRIVILEGES ON *.* TO 'shop'@'%' WITH GRANT OPTION;
/* several
   lines */
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO shop
