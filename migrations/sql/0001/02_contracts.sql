-- Number of contracts in a payload; NULL where the payload has no list of them.
-- One jsonpath reads a compressed payload once; each further operator would decompress it again.
CREATE FUNCTION flowgroup.contracts(payload jsonb) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CAST(jsonb_path_query_first(payload, 'strict $.FlowFileInfos.size()', '{}', true) AS integer)
