"""Which credentials there are; only fingerprints are shown."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from worker.bilingual import both, spoken
from worker.ops.doctor.finding import Finding, fail, ok
from worker.ops.language import advice_in_both
from worker.tencent.credentials import Credential, CredentialError, load


def credentials(
    accounts: Iterable[str], environ: Mapping[str, str], home: Path
) -> Iterator[Finding]:
    """Yield a finding per account."""
    for account in accounts:
        what = both(f"credentials of {account}", f"账户 {account} 的密钥")
        if account == "default":
            what = both("credentials", "密钥")
        try:
            credential = load(account, environ, home)
        except CredentialError as error:
            yield fail(what, str(error), "")
            continue
        if credential is None:
            todo = advice_in_both("Worker.NoCredentials", account=account)
            yield fail(what, both("none", "没有"), todo)
        else:
            source = _source(account, credential, environ, home)
            key = credential.key_fingerprint
            english = f"key {key} from {spoken(source, 'en')}"
            yield ok(what, both(english, f"密钥 {key}，来自 {spoken(source, 'zh-CN')}"))


def _source(account: str, credential: Credential, environ: Mapping[str, str], home: Path) -> str:
    given = environ.get("TENCENTCLOUD_SECRET_ID", "")
    if account == "default" and given and credential.secret_id in given:
        return "TENCENTCLOUD_SECRET_ID"
    profile = home / ".tencentcloud" / "credentials"
    return both(f"section [{account}] of {profile}", f"{profile} 的 [{account}] 段")
