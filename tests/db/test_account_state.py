"""The view account_state: what a person sees of an account's limit and pause."""

from tests.support.sender import Sender
from worker.records import SlotKey
from worker.store import Store

COLUMNS = [
    "account",
    "key_fingerprint",
    "region",
    "action",
    "rate_limit",
    "effective_per_second",
    "margin_ms",
    "someone_else_uses_the_key",
    "calls_per_second",
    "refused",
    "slots_lost",
    "endpoint_ill_since",
    "paused_since",
    "paused_until",
    "pause_code",
    "pause_reason",
    "probe_at",
    "pause_meaning_en",
    "pause_meaning_zh",
]
VIEW = "SELECT * FROM flowgroup.account_state WHERE account = $1"


async def test_it_shows_the_dial_and_what_steering_made_of_it(sender: Sender) -> None:
    """Limit, margin and effective rate stand beside each other, with the names that scripts rely on."""
    key = SlotKey("key-1", "ap-guangzhou", "Create")
    await sender.store.bind("tenant", "key-1", "api.test")
    await sender.store.steer(key, 20)
    await sender.store.steer(key, 20, sent=20, lost=2, refused=1)

    row = await sender.connection.fetchrow(VIEW, "tenant")

    assert COLUMNS == list(row.keys())
    assert (20, 0.6, 1, 2) == (
        row["rate_limit"],
        round(row["margin_ms"], 2),
        row["refused"],
        row["slots_lost"],
    )
    assert 19.7 < row["effective_per_second"] < 19.8
    assert not row["someone_else_uses_the_key"]


async def test_two_accounts_of_one_key_share_its_bucket(store: Store, sender: Sender) -> None:
    """Accounts with the same key see the same limit; a pause is shown for its own account only."""
    await store.steer(SlotKey("key-1", "", "Create"), 20)
    for account in ("one", "two"):
        await store.bind(account, "key-1", "api.test")
    await store.pause_account("two", "OperationDenied.NoQuota", "no quota left", None, 60)

    one, two = [await sender.connection.fetchrow(VIEW, account) for account in ("one", "two")]

    assert one["effective_per_second"] == two["effective_per_second"]
    assert (None, "OperationDenied.NoQuota") == (one["pause_code"], two["pause_code"])
