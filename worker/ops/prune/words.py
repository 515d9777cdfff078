"""What pruning says, in both languages."""

from dataclasses import dataclass
from typing import Final

from worker.ops.language import Language


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases; braces are filled with `str.format`."""

    nothing: str
    preview: str
    ask: str
    needs_yes: str
    unchanged: str
    progress: str
    done: str
    held: str


_WORDS: Final[dict[Language, Words]] = {
    "en": Words(
        nothing="No row that ended more than {age} ago has its payload any more.",
        preview=(
            "prune: {rows:,} rows ({contracts:,} contracts) that ended more than {age} ago lose payload, approvers and "
            "messages for good.\nIds, codes and a sha-256 of each payload stay. Rows in doubt are left alone. "
            "What is pruned cannot be retried."
        ),
        ask="prune {rows:,} rows? [y/N] ",
        needs_yes="Nothing was changed: prune of {rows:,} rows needs --yes where nobody can be asked.",
        unchanged="Nothing was changed.",
        progress="{done:,} of {rows:,} rows pruned, {rate:,.0f} a second",
        done="Pruned {done:,} rows that ended before {before} in {seconds:.0f} s ({rate:,.0f} a second).",
        held="{held:,} rows were held by somebody: the next run takes them.",
    ),
    "zh-CN": Words(
        nothing="没有结束超过 {age} 且仍保留 payload 的行。",
        preview=(
            "prune：{rows:,} 行（{contracts:,} 份合同）结束已超过 {age}，"
            "其 payload、签署人信息和错误描述将被永久清除。\n"
            "ID、错误码以及每个 payload 的 sha-256 会保留。存疑（in_doubt）的行不处理。清除后无法再重试。"
        ),
        ask="prune {rows:,} 行？[y/N] ",
        needs_yes="未做任何更改：无法询问时，prune {rows:,} 行需要加 --yes。",
        unchanged="未做任何更改。",
        progress="已清除 {done:,} / {rows:,} 行，每秒 {rate:,.0f} 行",
        done="已清除 {before} 之前结束的 {done:,} 行，用时 {seconds:.0f} 秒（每秒 {rate:,.0f} 行）。",
        held="{held:,} 行正被占用，下次执行时再清除。",
    ),
}


def words(lang: Language) -> Words:
    """Return the phrases of a language."""
    return _WORDS[lang]
