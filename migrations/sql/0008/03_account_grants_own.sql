-- A role sees its own grants, and those of the roles whose rights it has.
-- A grant to a role that is gone is nobody's.
CREATE POLICY own ON flowgroup.account_grants FOR SELECT
USING (pg_has_role(to_regrole(quote_ident(role)), 'USAGE'))
