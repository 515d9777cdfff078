"""Reading and steering are two rights, each with its token."""

import pytest
from pydantic import SecretStr

from worker.ops.web.access import Access

READ, STEER = SecretStr("读-token"), SecretStr("steer-token")
BOTH, ONE, NONE = {"read", "steer"}, {"read"}, set[str]()


@pytest.mark.parametrize(
    ("read", "steer", "shown", "rights"),
    [
        (None, None, None, ONE),
        (None, None, "anything", ONE),
        (READ, STEER, None, NONE),
        (READ, STEER, "读-token", ONE),
        (READ, STEER, "steer-token", BOTH),
        (READ, STEER, "other", NONE),
        (READ, STEER, "\udcff", NONE),
        (READ, None, None, NONE),
        (READ, None, "读-token", ONE),
        (None, STEER, None, ONE),
        (None, STEER, "steer-token", BOTH),
    ],
)
def test_rights(
    read: SecretStr | None, steer: SecretStr | None, shown: str | None, rights: set[str]
) -> None:
    """Each token gives its right; without a read token all may read, without the other nobody may steer."""
    assert rights == Access(read, steer).rights(shown)
