"""Which credentials there are; only fingerprints are shown."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from worker.ops.doctor.finding import Finding, fail, ok
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
            yield fail(what, "none", _todo(account))
        else:
            source = _source(account, credential, environ, home)
            yield ok(what, f"key {credential.key_fingerprint} from {source}")


def _source(account: str, credential: Credential, environ: Mapping[str, str], home: Path) -> str:
    given = environ.get("TENCENTCLOUD_SECRET_ID", "")
    if account == "default" and given and credential.secret_id in given:
        return "TENCENTCLOUD_SECRET_ID"
    return f"section [{account}] of {home / '.tencentcloud' / 'credentials'}"


def _todo(account: str) -> str:
    profile = f"section [{account}] of ~/.tencentcloud/credentials"
    if account == "default":
        return f"set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or write {profile}"
    return f"write {profile}"
