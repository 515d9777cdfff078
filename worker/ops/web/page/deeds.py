"""The steering functions as deeds of a page: each looks first, then does, and tells what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias

from sqlalchemy.ext.asyncio import AsyncEngine

from worker.clock import SystemClock
from worker.errors import SettingsError
from worker.ops.ask import ask
from worker.ops.batch.query import hold, read_batches, release
from worker.ops.jobs.bulk import Action, Preview, act, look
from worker.ops.jobs.filters import Filter, positive
from worker.ops.jobs.phrases import words
from worker.ops.jobs.preview import count, done_words, left_alone
from worker.ops.jobs.query import read_story
from worker.ops.jobs.verdict import Verdict, finding, resolve
from worker.ops.language import Language
from worker.ops.quota.query import read_quotas, tell_quota, units
from worker.ops.steer import instant
from worker.ops.web.page.jobs import filter_of
from worker.ops.web.page.refused import RefusedError, judged, needed
from worker.ops.web.page.texts import texts

LIMITS: Final = (1_000, 10_000)
TAKES: Final = {"retry": ("failed", "cancelled"), "cancel": ("pending",)}


class Deed(Protocol):
    """Something a person may do."""

    async def look(self) -> Mapping[str, Any]:
        """Return what to show before it is done; changes nothing."""

    async def do(self, reason: str) -> str:
        """Do it, and return what to say."""


@dataclass
class Rows:
    """Retry or cancel: rows by id, or all that match."""

    fields: Mapping[str, str]
    lang: Language
    engine: AsyncEngine
    _seen: Preview | None = field(default=None, repr=False)

    @property
    def limit(self) -> int:
        """How many rows at most."""
        chosen = self.fields.get("limit", "")
        return int(chosen) if chosen.isdecimal() and int(chosen) in LIMITS else LIMITS[0]

    def action(self, reason: str | None = None) -> Action:
        """Return it as the command knows it."""
        name = self.fields["action"]
        return Action(name, TAKES[name], reason, bool(self.fields.get("including_duplicate_risk")))

    async def look(self) -> Mapping[str, Any]:
        """Count what would be touched, and what is left alone."""
        seen = await self._preview()
        risky = sum(kind.n for kind in seen.of("duplicate_risk"))
        return {
            "n": len(seen.ids),
            "contracts": seen.contracts,
            "codes": [
                (kind.taken, kind.code) for kind in seen.of("free") if kind.code and kind.taken
            ],
            "alone": list(left_alone(seen, words(self.lang))),
            "free": seen.free,
            "risky": risky,
            "limits": LIMITS,
        }

    async def grew(self) -> bool:
        """Whether more rows match than were shown."""
        shown = self.fields.get("free", "")
        return (await self._preview()).free > (int(shown) if shown.isdecimal() else 0)

    async def do(self, reason: str) -> str:
        """Touch them; those that changed meanwhile are left alone.

        Raises:
            RefusedError: that was all of them.
        """
        say, seen = words(self.lang), await self._preview()
        done = await act(self.engine, self.action(reason), seen.ids)
        if not done:
            self._seen = None
            raise RefusedError(texts(self.lang)["too_late"])
        told = [done_words(self.action(), say).format(count(done, say))]
        if changed := len(seen.ids) - done:
            told.append(say.meanwhile.format(count(changed, say)))
        if rest := seen.free - len(seen.ids):
            told.append(texts(self.lang)["beyond"].format(count(rest, say)))
        return "\n".join(told)

    async def _preview(self) -> Preview:
        if self._seen is None:
            ids = [positive(self.fields["id"])] if self.fields.get("id") else []
            which = Filter() if ids else filter_of(self.fields)
            if not ids and which == Filter():
                raise SettingsError(texts(self.lang)["needs_filter"])
            self._seen = await look(self.engine, self.action(), which, ids, self.limit)
        return self._seen


@dataclass
class OneAccount:
    """Pause or resume; `*` is all accounts."""

    fields: Mapping[str, str]
    lang: Language
    engine: AsyncEngine

    async def look(self) -> Mapping[str, Any]:
        """Return which account, and its pause if it has one."""
        account = needed(self.fields, "account")
        pauses = await ask(self.engine, "status_pauses", {})
        held = [dict(row) for row in pauses if account in {"*", row["account"]}]
        return {"account": account, "pauses": held}

    async def do(self, reason: str) -> str:
        """Tell the database."""
        account, say = needed(self.fields, "account"), texts(self.lang)
        name = say["all_accounts"] if account == "*" else say["one_account"].format(account)
        with judged():
            if self.fields["action"] == "resume":
                if account != "*" and not (await self.look())["pauses"]:
                    raise RefusedError(say["not_paused"])
                await ask(self.engine, "resume", {"account": account, "reason": reason})
                return say["did_resume"].format(name)
            until = self.fields.get("until", "").strip()
            at = instant(until, SystemClock()) if until else None
            await ask(self.engine, "pause", {"account": account, "until": at, "reason": reason})
        return say["did_pause"].format(name)


@dataclass
class OneBatch:
    """Hold or release."""

    fields: Mapping[str, str]
    lang: Language
    engine: AsyncEngine

    async def look(self) -> Mapping[str, Any]:
        """Return the batch as it stands."""
        found = await read_batches(self.engine, needed(self.fields, "batch"))
        return {"batch": self.fields["batch"], "progress": found[0] if found else None}

    async def do(self, reason: str) -> str:
        """Tell the database."""
        batch, say = needed(self.fields, "batch"), texts(self.lang)
        with judged():
            if self.fields["action"] == "release":
                if not await release(self.engine, batch, reason):
                    raise RefusedError(say["was_not_held"].format(batch))
                return say["did_release"].format(batch)
            await hold(self.engine, batch, reason)
        return say["did_hold"].format(batch)


@dataclass
class OneVerdict:
    """A person's word on a row in doubt."""

    fields: Mapping[str, str]
    lang: Language
    engine: AsyncEngine

    async def look(self) -> Mapping[str, Any]:
        """Return the row's story."""
        return {
            "story": await read_story(self.engine, positive(self.fields.get("id", "")), self.lang)
        }

    async def do(self, reason: str) -> str:
        """Settle it."""
        verdict: Verdict = "created" if self.fields.get("verdict") == "created" else "not_created"
        group, ids = self.fields.get("flow_group_id"), self.fields.get("flow_ids")
        found = finding(verdict, group, ids, reason)
        with judged():
            return await resolve(self.engine, positive(self.fields.get("id", "")), found, self.lang)


@dataclass
class OneQuota:
    """How many contracts an account has left by a person's word, or that nothing is counted down any more."""

    fields: Mapping[str, str]
    lang: Language
    engine: AsyncEngine

    async def look(self) -> Mapping[str, Any]:
        """Return the account, if one is named, and its quota, if one was told."""
        account = self.fields.get("account", "")
        found = await read_quotas(self.engine, account) if account else []
        return {"account": account, "quota": found[0] if found else None}

    async def do(self, reason: str) -> str:
        """Tell the database."""
        account, say = needed(self.fields, "account"), texts(self.lang)
        unset = self.fields["action"] == "unset_quota"
        left = None if unset else units(self.fields.get("units", ""))
        with judged():
            await tell_quota(self.engine, account, left, reason)
        if left is None:
            return say["did_unset_quota"].format(account)
        return say["did_quota"].format(account, left)


Make: TypeAlias = Callable[[Mapping[str, str], Language, AsyncEngine], Deed]
DEEDS: Final[Mapping[str, Make]] = {
    "retry": Rows,
    "cancel": Rows,
    "pause": OneAccount,
    "resume": OneAccount,
    "hold": OneBatch,
    "release": OneBatch,
    "resolve": OneVerdict,
    "quota": OneQuota,
    "unset_quota": OneQuota,
}
