-- Run once, when the cluster of docker-compose.yml is made: the logins of web and worker have no business in the
-- databases that every cluster has. Where it was made before: docker compose exec postgres
-- psql -U coach -d coach -f /docker-entrypoint-initdb.d/least_power.sql
revoke all on database postgres, template1 from public;
