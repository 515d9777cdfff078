"""Which credentials there are; only fingerprints are shown."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from worker.ops.doctor.finding import Finding, fail, ok
from worker.ops.language import advice
from worker.tencent.credentials import Credential, CredentialError, load


def credentials(
    accounts: Iterable[str], environ: Mapping[str, str], home: Path
) -> Iterator[Finding]:
    """Yield a finding per account."""
    for account in accounts:
        what = "credentials" if account == "default" else f"credentials of {account}"
        try:
            credential = load(account, environ, home)
        except CredentialError as error:
            yield fail(what, str(error), "")
            continue
        if credential is None:
            todo = advice("Worker.NoCredentials", "en", account=account)
            yield fail(what, "none", todo)
        else:
            source = _source(account, credential, environ, home)
            yield ok(what, f"key {credential.key_fingerprint} from {source}")


def _source(account: str, credential: Credential, environ: Mapping[str, str], home: Path) -> str:
    given = environ.get("TENCENTCLOUD_SECRET_ID", "")
    if account == "default" and given and credential.secret_id in given:
        return "TENCENTCLOUD_SECRET_ID"
    return f"section [{account}] of {home / '.tencentcloud' / 'credentials'}"
