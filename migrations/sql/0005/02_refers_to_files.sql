-- Whether FileIds of a payload hold a reference: one that begins so however it is spelt, since ids have no colon.
-- One jsonpath that ends at the first match, and reads a compressed payload once.
CREATE FUNCTION flowgroup.refers_to_files(payload jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN payload @? '$.FlowFileInfos[*].FileIds[*] ? (@ like_regex "^\\s*file:" flag "i")'
