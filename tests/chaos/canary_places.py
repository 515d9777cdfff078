"""Where canaries are put and looked for: who is let in, what is typed wrong, what is asked."""

from typing import Final

LOGINS: Final = """
CREATE ROLE crm LOGIN PASSWORD 'crm' IN ROLE flowgroup_enqueuer, flowgroup_reader;
CREATE ROLE night LOGIN PASSWORD 'night' IN ROLE flowgroup_worker, flowgroup_ops;
CREATE ROLE duty LOGIN PASSWORD 'duty' IN ROLE flowgroup_ops;
INSERT INTO flowgroup.account_grants VALUES ('crm', 'default')"""

LOUD: Final = (
    "ALTER SYSTEM SET log_statement = 'all'",
    "ALTER SYSTEM SET log_min_duration_statement = 0",
    "ALTER SYSTEM SET log_parameter_max_length_on_error = -1",
    "SELECT pg_reload_conf()",
)

SETTINGS: Final = {
    "rate_limit": 40,
    "request_timeout": 0.5,
    "lease": 1.5,
    "retry_base": 0.1,
    "in_doubt_pause": 0,
}

PAGES: Final = (
    *(
        "/metrics",
        "/healthz",
        "/readyz",
        "/",
        "/errors",
        "/doubts",
        "/needs",
        "/accounts",
        "/workers",
    ),
    *("/jobs", "/jobs?batch=night&status=failed", "/export?batch=night&format=csv"),
)

LANGUAGES: Final = ("en", "zh-CN")

# `jobs show` may tell what the API said of a row at any of its calls: so it is asked of rows of which it said nothing.
UNTOLD: Final = """SELECT j.id FROM flowgroup.jobs j
WHERE j.error_message IS NULL AND NOT EXISTS (
    SELECT FROM flowgroup.attempts a WHERE a.job_id = j.id AND a.error_message IS NOT NULL)
ORDER BY j.id DESC LIMIT 2"""
# The page of a row tells nothing that the API said: so it is opened for a row of which it named people.
NAMED: Final = """SELECT max(job_id) FROM flowgroup.attempts
WHERE error_message LIKE '%is unknown%' AND error_code NOT LIKE 'Worker.%'"""

INSERT: Final = "INSERT INTO flowgroup.jobs (batch, dedupe_key, payload) VALUES"

WRONG: Final = (
    'INSERT INTO flowgroup.jobs (payload) VALUES (\'{{"Name": "{name}" {mobile}\')',
    "INSERT INTO flowgroup.jobs (priority, payload) VALUES ('{name}{mobile}', '{{}}')",
    "INSERT INTO flowgroup.jobs (account, payload) VALUES ('{name}', '\"{mobile}\"')",
    "INSERT INTO flowgroup.jobs (batch, payload) VALUES ('{mobile}', NULL)",
    "INSERT INTO flowgroup.jobs (status, payload) VALUES ('{id_number}', '{{}}')",
    f"{INSERT} ('night', 'job_1', '{{{{\"Name\": \"{{name}}\"}}}}')",
)

VERDICTS: Final = (
    ("created", "--flow-group-id", "yDx", "--flow-ids", "a,b", "--reason", "seen"),
    ("not_created", "--reason", "looked"),
)

COMMANDS: Final[tuple[tuple[str, ...], ...]] = (
    ("status",),
    ("status", "--json"),
    ("jobs", "list", "--limit", "1000"),
    ("jobs", "list", "--limit", "1000", "--json"),
    ("jobs", "list", "--text", "job_1"),
    ("status", "--watch"),
    ("explain", "InvalidParameter.Mobile"),
    ("batch", "show", "night"),
    ("batch", "show", "night", "--json"),
    ("batch", "hold", "night", "--reason", "seal"),
    ("batch", "release", "night"),
    ("pause", "--until", "+1h", "--reason", "look"),
    ("resume",),
    ("quota", "--account", "default", "--left", "1", "--reason", "read"),
    ("quota",),
    ("batch", "list"),
    ("batch", "list", "--json"),
    ("export", "--batch", "night", "--format", "csv"),
    ("export", "--batch", "night", "--format", "jsonl"),
    ("plan",),
    ("plan", "--json"),
    ("doctor",),
    ("check", "bad.jsonl"),
    ("check", "bad.jsonl", "--json"),
    ("enqueue", "bad.jsonl"),
    ("enqueue", "bad.jsonl", "--skip-invalid", "--json"),
    ("enqueue", "broken.jsonl"),
    ("jobs", "retry", "--status", "failed", "--yes"),
    ("jobs", "retry", "--status", "failed", "--yes", "--json"),
    ("jobs", "cancel", "--batch", "night", "--yes"),
    ("prune", "--older-than", "0s", "--yes"),
)
