"""Measures search on a set: builds the index, asks every query, works out the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from cx_assistant.errors import InputError
from cx_assistant.evaluation.beir import Query, RetrievalSet
from cx_assistant.evaluation.clusters import Clusters, cluster_queries
from cx_assistant.evaluation.comparing import answerability_of, comparisons_of, figures_of
from cx_assistant.evaluation.configurations import NAMES, Ask, configured, named_searches
from cx_assistant.evaluation.report import ClusterNote, RetrievalReport
from cx_assistant.evaluation.runs import Run, ask_all, read_run
from cx_assistant.evaluation.selection import Part
from cx_assistant.evaluation.set_search import OnProgress, SetSearch, nothing_shown, search_over
from cx_assistant.settings import Settings, load_settings

CONFIGURED = "configured"


@dataclass(frozen=True)
class Options:
    """How to run a set."""

    settings: Settings
    data: Path | None = None
    uses_history: bool = True
    compare: Sequence[str] = ()
    part: Part = Part.ALL


@dataclass(frozen=True)
class Measured:
    """The report, and the run it is about, which can be kept to compare with later."""

    report: RetrievalReport
    run: Run


def measure_retrieval(
    whole: RetrievalSet, options: Options, on_progress: OnProgress = nothing_shown
) -> Measured:
    """Search measured on this set; `options.part` only names what was selected before.

    What `options.compare` names and cannot be had raises `InputError` before anything is built.
    """
    contenders = {name: _contender(name) for name in options.compare}
    clusters = cluster_queries([whole.gold(query.id) for query in whole.scored])
    with _Bench(whole, options, on_progress) as bench:
        index = bench.index(options.settings)
        searches = {CONFIGURED: bench.configured(options.settings)}
        for name, each in contenders.items():
            if not isinstance(each, Run):
                searches[name] = bench.contender(name, each)
        run, *asked = bench.ask(searches)
        degraded = bench.degraded
    by_name = {each.name: each for each in (*asked, *contenders.values()) if isinstance(each, Run)}
    others = [by_name[name] for name in contenders]
    report = RetrievalReport(
        name=whole.name,
        part=options.part.value,
        documents=len(whole.documents),
        passages=index.passages,
        embedded=index.embedded,
        index_seconds=index.index_seconds,
        clusters=_noted(clusters),
        figures=figures_of(run, whole, clusters),
        compared=tuple(figures_of(other, whole, clusters) for other in others),
        comparisons=comparisons_of(run, others, whole, clusters),
        answerability=answerability_of(run, whole),
        degraded=degraded,
    )
    return Measured(report, run)


class _Bench(ExitStack):
    """Builds an index for every embedder that is asked for, once, and runs searches over it."""

    def __init__(self, whole: RetrievalSet, options: Options, on_progress: OnProgress) -> None:
        super().__init__()
        self._whole = whole
        self._options = options
        self._on_progress = on_progress
        self._indexes: dict[str, SetSearch] = {}

    def index(self, settings: Settings) -> SetSearch:
        """The set, indexed with the embedder of these settings."""
        key = settings.storage.embeddings
        if key not in self._indexes:
            opened = search_over(
                self._whole.documents,
                settings=settings,
                data=self._options.data,
                on_progress=self._on_progress,
            )
            self._indexes[key] = self.enter_context(opened)
        return self._indexes[key]

    def configured(self, settings: Settings) -> Ask:
        """The search of these settings."""
        index = self.index(settings)
        return configured(index, settings, uses_history=self._options.uses_history)

    def contender(self, name: str, settings: Settings | None) -> Ask:
        """The search of other settings, or else the one of this name."""
        if settings is not None:
            return self.configured(settings)
        ours = self._options.settings
        return named_searches(self.index(ours), ours)[name]

    def ask(self, searches: Mapping[str, Ask]) -> list[Run]:
        """Every search asked every query that counts."""
        return ask_all(
            searches,
            _asked(self._whole),
            whole=self._whole,
            on_progress=lambda done, total: self._on_progress("Asking", done, total),
        )

    @property
    def degraded(self) -> str | None:
        """Why a search saw less than everything."""
        problems = {each.search.degraded for each in self._indexes.values()} - {None}
        return "; ".join(sorted(map(str, problems))) or None


def _contender(name: str) -> Run | Settings | None:
    """An earlier run, other settings, or None for a search that goes by name."""
    if name in NAMES:
        return None
    file = Path(name)
    if file.suffix == ".jsonl" and file.is_file():
        return Run(name, read_run(file).answers)
    if file.suffix == ".toml" or (file.is_dir() and name != CONFIGURED):
        return load_settings(file)
    message = (
        f"--compare {name}: there is no such file and no such search; name one of "
        f"{', '.join(NAMES)}, a cx.toml, or a .jsonl written with --out"
    )
    raise InputError(message)


def _asked(whole: RetrievalSet) -> tuple[Query, ...]:
    """The scored queries, and those labelled unanswerable if there are such."""
    return tuple(
        query for query in whole.queries if query.id in whole.qrels or query.answerable is False
    )


def _noted(clusters: Clusters) -> ClusterNote:
    return ClusterNote(
        count=clusters.count,
        by=clusters.by,
        largest=int(clusters.sizes.max()),
        note=clusters.note,
    )
