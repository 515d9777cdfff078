-- Writes the table of codes as the packaged catalogue has it, and forgets those that it lacks.
-- What is as it should be is not written again.
WITH catalogue AS (
    SELECT c.* FROM jsonb_to_recordset(CAST(:codes AS jsonb)) AS c (
        code text, family smallint, class text, scope text, ambiguous boolean,
        meaning_en text, meaning_zh text, todo_en text, todo_zh text)
), gone AS (
    DELETE FROM flowgroup.codes k WHERE k.code NOT IN (SELECT catalogue.code FROM catalogue)
)
INSERT INTO flowgroup.codes AS k (code, family, class, scope, ambiguous, meaning_en, meaning_zh, todo_en, todo_zh)
SELECT code, family, class, scope, ambiguous, meaning_en, meaning_zh, todo_en, todo_zh FROM catalogue
ON CONFLICT (code) DO UPDATE
SET family = excluded.family, class = excluded.class, scope = excluded.scope, ambiguous = excluded.ambiguous,
    meaning_en = excluded.meaning_en, meaning_zh = excluded.meaning_zh, todo_en = excluded.todo_en,
    todo_zh = excluded.todo_zh
WHERE (k.family, k.class, k.scope, k.ambiguous, k.meaning_en, k.meaning_zh, k.todo_en, k.todo_zh)
    IS DISTINCT FROM (excluded.family, excluded.class, excluded.scope, excluded.ambiguous, excluded.meaning_en,
                      excluded.meaning_zh, excluded.todo_en, excluded.todo_zh)
