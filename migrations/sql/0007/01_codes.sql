-- What error codes mean, from the packaged catalogue; `flowgroup migrate` writes it anew. A code with a `family` rank
-- judges the codes below it that are not listed, the lowest rank first; the code '' judges all that is left.
CREATE TABLE flowgroup.codes (
    code        text PRIMARY KEY,
    family      smallint,
    class       text    NOT NULL,
    scope       text    NOT NULL,
    ambiguous   boolean NOT NULL,
    meaning_en  text    NOT NULL,
    meaning_zh  text    NOT NULL,
    todo_en     text    NOT NULL,
    todo_zh     text    NOT NULL
)
