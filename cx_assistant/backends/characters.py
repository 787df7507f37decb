"""Terms of languages written without spaces, or with particles grown onto the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

_LANGUAGES = frozenset({"ja", "ko", "th", "zh"})
_RUNS = re.compile(
    "([\u0e00-\u0e7f\u1100-\u11ff\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003134f]+)"
)
# A Chinese character mostly has a meaning of its own, a Thai letter or Japanese sign has none.
_IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")


def is_unspaced(language: str) -> bool:
    """True for Chinese, Japanese, Korean and Thai."""
    return language in _LANGUAGES


def character_terms(words: Sequence[str]) -> list[str]:
    """Pairs of neighbouring characters and single ideographs; other scripts stay whole words."""
    return [term for word in words for run in _RUNS.split(word) for term in _terms(run)]


def without_phrases(text: str, phrases: Set[str]) -> str:
    """The text with a gap for each of these, the longest first."""
    if not phrases:
        return text
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.sub("|".join(map(re.escape, longest_first)), " ", text)


def _terms(run: str) -> Iterator[str]:
    if not _RUNS.fullmatch(run):
        if run:
            yield run
        return
    for at in range(max(1, len(run) - 1)):
        yield run[at : at + 2]
    if len(run) > 1:
        yield from _IDEOGRAPH.findall(run)
