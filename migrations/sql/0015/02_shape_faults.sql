-- As before, but an account's fault hides none of the payload, and the rules bear the names that the check gives them.
-- What is no contract group at all is told by its first fault; the check tells the others.
CREATE OR REPLACE FUNCTION flowgroup.shape_faults(account text, payload jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN nullif(CASE WHEN account IN ('*', '') THEN
        '[{"path": "account", "rule": "reserved", "message": "Name the account whose key signs; * stands for all accounts.", "message_zh": "请填写实际签名所用的账户；* 代表所有账户。"}]'::jsonb
    ELSE '[]' END || CASE
    WHEN jsonb_typeof(payload) <> 'object' THEN
        '[{"path": "$", "rule": "type", "message": "The payload must be a JSON object, the request body of ChannelCreateFlowGroupByFiles.", "message_zh": "payload 必须是 JSON 对象，即 ChannelCreateFlowGroupByFiles 的请求体。"}]'::jsonb
    WHEN coalesce(payload -> 'FlowFileInfos', 'null') = 'null' THEN
        '[{"path": "FlowFileInfos", "rule": "required", "message": "FlowFileInfos is missing: a contract group needs 2 to 50 contracts.", "message_zh": "缺少 FlowFileInfos：合同组需要 2 到 50 个合同。"}]'::jsonb
    WHEN jsonb_typeof(payload -> 'FlowFileInfos') <> 'array' THEN
        '[{"path": "FlowFileInfos", "rule": "type", "message": "FlowFileInfos must be a list of 2 to 50 contracts.", "message_zh": "FlowFileInfos 必须是包含 2 到 50 个合同的数组。"}]'::jsonb
    WHEN jsonb_array_length(payload -> 'FlowFileInfos') < 2 THEN
        '[{"path": "FlowFileInfos", "rule": "too_few", "message": "A contract group needs 2 to 50 contracts.", "message_zh": "合同组中最少包含 2 个合同，不能超过 50 个合同。"}]'::jsonb
    WHEN jsonb_array_length(payload -> 'FlowFileInfos') > 50 THEN
        '[{"path": "FlowFileInfos", "rule": "too_many", "message": "A contract group needs 2 to 50 contracts.", "message_zh": "合同组中最少包含 2 个合同，不能超过 50 个合同。"}]'::jsonb
    WHEN octet_length(payload::text) > 10485760 THEN
        '[{"path": "$", "rule": "size", "message": "The request body is larger than 10 MB, the most that the API takes.", "message_zh": "请求体超过 10 MB，即接口允许的最大长度。"}]'::jsonb
    ELSE '[]' END, '[]')
