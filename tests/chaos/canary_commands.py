"""What every command prints over the canaries, in both languages."""

import json
import signal

from tests.chaos.canary import Canary
from tests.chaos.canary_places import COMMANDS, LANGUAGES, UNTOLD, VERDICTS
from tests.chaos.lab import Lab
from tests.support.commands import command, work_environ
from tests.support.logins import as_user


async def ask_all(place: Lab, jobs: int, *, quick: bool) -> dict[str, bytes]:
    """Return what each command prints, errors too; of the API's messages only `jobs show` tells."""
    bad = Canary.of(jobs + 3)
    lines = [json.dumps(body, ensure_ascii=False) for body in bad.bad_payloads("bad")]
    (place.folder / "bad.jsonl").write_text("\n".join(lines), "utf-8")
    (place.folder / "broken.jsonl").write_text(f'{{"Name": "{bad.name}" {bad.mobile}', "utf-8")
    ids = await place.ask(UNTOLD)
    shown: list[tuple[str, ...]] = [
        ("jobs", what, str(row[0])) for row in ids for what in ("show", "why")
    ]
    ids = await place.ask("SELECT id FROM flowgroup.jobs WHERE status = 'in_doubt' LIMIT 2")
    shown += [
        ("jobs", "resolve", str(row[0]), *words) for row, words in zip(ids, VERDICTS, strict=False)
    ]
    asked = [
        *((words, None) for words in (*shown, *COMMANDS)),
        *((("status",), login) for login in ("duty", "crm", "night")),
        (("enqueue", "bad.jsonl"), "crm"),
    ]
    said = {}
    for n, (words, login) in enumerate(asked[::3] if quick else asked):
        url = as_user(place.url, login) if login else place.url
        for lang in LANGUAGES[n % 2 :: 2] if quick else LANGUAGES:
            name = f"{' '.join(words)} ({login or 'owner'}, {lang})"
            said[name] = await _said(place, url, words, lang)
    return said


async def _said(place: Lab, url: str, words: tuple[str, ...], lang: str) -> bytes:
    environ = {
        **work_environ(url, place.api),
        "FLOWGROUP_LANG": lang,
        "FLOWGROUP_STATE_DIR": str(place.folder / "state"),
    }
    async with command(*words, home=place.folder, environ=environ) as running:
        if "--watch" in words:
            await running.until("")
            running.process.send_signal(signal.SIGINT)
        _, out, err = await running.end()
    return "\n".join([*out, *err]).encode()
