-- Number of contracts in a payload; NULL where the payload has no list of them.
CREATE FUNCTION flowgroup.contracts(payload jsonb) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN jsonb_typeof(payload -> 'FlowFileInfos') = 'array'
    THEN jsonb_array_length(payload -> 'FlowFileInfos')
END
