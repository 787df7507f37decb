"""What the customer wants done, in which of their words."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cx_assistant.actions.clauses import pieces_of
from cx_assistant.actions.request_features import feature_names, features_of
from cx_assistant.intake.linear import LinearModel
from cx_assistant.intake.questions import split_sentences
from cx_assistant.models import ActionKind, Model

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cx_assistant.protocols import Embedder

WEIGHTS = Path(__file__).with_name("requests.npz")
ASKED_LABEL = "asked"
ONLY_IF_LABEL = "only_if"
ABOUT = "about_"

# Chosen where a false alarm costs as much as three requests that are missed.
_LIKELY = 0.45
_LIKELY_IN_A_PIECE = 0.6  # where the sentence as a whole sounds like something else
_THINKABLE = 0.15
_SECOND_TOPIC = 0.75  # returns and exchanges sound alike; two at once must both be plain
_UNLIKELY = 0.2
_THINKABLE_IN_A_PIECE = 0.25
_LIKELY_CONDITION = 0.5
_MOST_SENTENCES = 60

_Scores = dict[str, float]


class Request(Model):
    """One thing the customer asks to have done.

    `text` are the words that ask for it, `details` what is said right after them, before the next
    request. `core` is the part of `text` that asks, without what goes along with it. `only_if` is
    true if it is wanted only in case something else is so.
    """

    kind: ActionKind
    text: str
    core: str = ""
    details: str = ""
    only_if: bool = False

    @property
    def all_text(self) -> str:
        """The request and what was said about it."""
        return f"{self.text} {self.details}".strip()


class RequestReader:
    """Reads requests with a small classifier over the shipped embedder's vectors."""

    def __init__(self, embedder: Embedder) -> None:
        """Raises `EmbedderMismatchError` if the classifier was trained on another embedder."""
        self._embedder = embedder
        self._model = _shipped_model()
        self._model.check_embedder(embedder.id)

    def read(self, text: str) -> tuple[Request, ...]:
        """The requests of a text, in order; a question about a possibility is none."""
        sentences = split_sentences(text)[:_MOST_SENTENCES]
        found: list[Request] = []
        for sentence, scores in zip(sentences, self._scores(sentences), strict=True):
            requests = list(self._requests_in(sentence, scores))
            if not requests and found:
                found = _with_details(found, sentence)
            found += requests
        return tuple(found)

    def _requests_in(self, sentence: str, whole: _Scores) -> Iterator[Request]:
        if max(whole[kind] for kind in ActionKind) < _THINKABLE:
            return
        pieces = pieces_of(sentence)
        parts = [whole] if len(pieces) == 1 else self._scores(pieces)
        runs = list(_runs(pieces, *_kinds_of(parts, whole)))
        for run, scores in zip(runs, self._scores([run.text for run in runs]), strict=True):
            for kind in run.kinds:
                is_conditional = scores[ONLY_IF_LABEL] >= _LIKELY_CONDITION
                yield Request(kind=kind, text=run.text, core=run.core, only_if=is_conditional)

    def _scores(self, texts: Sequence[str]) -> list[_Scores]:
        if not texts:
            return []
        features = [features_of(text) for text in texts]
        rows = self._model.probabilities(texts, self._embedder.embed(texts), features)
        return [
            _judged(dict(zip(self._model.labels, map(float, row), strict=True))) for row in rows
        ]


_Kinds = tuple[ActionKind, ...]


def _judged(scores: _Scores) -> _Scores:
    """How sure it is, for each kind, that it is asked for; of two that sound alike only one.

    Three judges must agree: that this is asked for, that it is what the words are about, and that
    anything at all is to be done. Each has learnt from other look-alikes.
    """
    asked = scores[ASKED_LABEL]
    sure = {
        kind.value: (scores[kind] * scores[ABOUT + kind] * asked) ** (1 / 3) for kind in ActionKind
    }
    likeliest = max(sure, key=sure.__getitem__)
    for kind, score in sure.items():
        if kind != likeliest and score < _SECOND_TOPIC:
            sure[kind] = min(score, _UNLIKELY)
    return {**sure, ONLY_IF_LABEL: scores[ONLY_IF_LABEL]}


def _kinds_of(parts: Sequence[_Scores], whole: _Scores) -> tuple[list[_Kinds], set[int]]:
    """What each piece asks for, and which ask plainly.

    The sentence decides whether something is asked for, the pieces decide where.
    """
    kinds: list[list[ActionKind]] = [[] for _ in parts]
    for kind in ActionKind:
        scores = [part[kind] for part in parts]
        if whole[kind] < _LIKELY and (whole[kind] < _THINKABLE or max(scores) < _LIKELY_IN_A_PIECE):
            continue
        asking = [n for n, score in enumerate(scores) if score >= _LIKELY]
        for number in asking or [scores.index(max(scores))]:
            kinds[number].append(kind)
    meant = {kind for each in kinds for kind in each}
    plainly = {number for number, each in enumerate(kinds) if each}
    for number, part in enumerate(parts):
        likeliest = max(meant, key=part.__getitem__, default=None)
        if not kinds[number] and likeliest is not None and part[likeliest] >= _THINKABLE_IN_A_PIECE:
            kinds[number].append(likeliest)
    return [tuple(each) for each in kinds], plainly


class _Run(NamedTuple):
    """Neighbouring pieces that ask for the same."""

    kinds: _Kinds
    text: str
    core: str


def _runs(
    pieces: Sequence[str], kinds: Sequence[_Kinds], asking: Collection[int]
) -> Iterator[_Run]:
    """Pieces that ask for the same as one text; a piece that asks for nothing goes along."""
    first = next((each for each in kinds if each), ())
    carried: list[_Kinds] = []
    for each in kinds:
        carried.append(each or (carried[-1] if carried else first))
    for run, grouped in groupby(range(len(pieces)), key=carried.__getitem__):
        numbers = list(grouped)
        first_asking = next((n for n in numbers if n in asking), numbers[0])
        core = ", ".join(pieces[n] for n in numbers if n >= first_asking)
        if run:
            yield _Run(run, ", ".join(pieces[n] for n in numbers), core)


def _with_details(found: list[Request], sentence: str) -> list[Request]:
    """The same requests; those in the last sentence that asked have heard one more."""
    last = found[-1]
    told = f"{last.details} {sentence}".strip()
    return [*found[:-1], last.model_copy(update={"details": told})]


@cache
def _shipped_model() -> LinearModel:
    model = LinearModel.load(WEIGHTS)
    if model.features != feature_names():
        message = "requests.npz was trained with other features; run tools/train_actions.py"
        raise ValueError(message)
    return model
