-- The request body of one row, to be masked before it is shown.
-- As text, so that numbers stay as they were written.
SELECT CAST(payload AS text) AS payload FROM flowgroup.jobs WHERE id = :id AND pg_column_size(payload) < 262144
