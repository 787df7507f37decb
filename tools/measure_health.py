"""Measures how well contradictions between articles are found, and how often one is invented.

    python tools/measure_health.py [DATA_DIR] [--part tuning|report] [--show]

Three measures, all with the shipped embedder and 95% Wilson intervals:

1. The hand-written pairs of evals/knowledge_health, each put among the articles of the sample shop.
2. Planted: sentences with a figure, or that can be denied, are copied from one article of the
   sample shop, and of each corpus below DATA_DIR, into another article of it, reworded by templates
   and with the figure changed. One at a time; found means that this very pair is reported.
3. Untouched: what is reported in the articles as they are, to be read with `--show`.

Pairs and plants whose id has an even first byte of sha256 are for tuning, the others for the
report.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter

from cx_assistant import Assistant
from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.knowledge_base.health.contradictions import find_contradictions
from cx_assistant.knowledge_base.health.figures import figures_of
from cx_assistant.knowledge_base.health.findings import Finding
from cx_assistant.knowledge_base.health.statements import statements_of
from cx_assistant.models import Article

ROOT = Path(__file__).resolve().parent.parent
PAIRS = ROOT / "evals/knowledge_health/pairs.jsonl"
SHOP = ROOT / "knowledge/cx.toml"
TODAY = date(2026, 6, 10)
CORPORA = ("wixqa", "techqa", "claude_docs", "tau_banking", "abcd_policies", "aws_docs")
PLANTED_IN = ("wixqa", "tau_banking")
PLANTS = 40
BACKGROUND = 120
EMBEDDER = LocalEmbedder()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", nargs="?", type=Path, help="third-party corpora in BEIR form")
    parser.add_argument("--part", choices=("tuning", "report"), default="report")
    parser.add_argument("--show", action="store_true", help="misses and findings")
    options = parser.parse_args()
    shop = shop_articles()
    measure_pairs(shop, options.part, show=options.show)
    measure_plants("sample shop", shop, options.part, show=options.show)
    measure_untouched("sample shop", shop, show=options.show)
    for name in CORPORA if options.data else ():
        articles = articles_of(options.data / name)
        if name in PLANTED_IN:
            measure_plants(name, articles[:BACKGROUND], options.part, show=options.show)
        if articles:
            measure_untouched(name, articles, show=options.show)


def shop_articles() -> list[Article]:
    """The sample shop's articles, read as an ingest reads them."""
    with tempfile.TemporaryDirectory() as data:
        with Assistant.from_config(SHOP, data=data) as assistant:
            assistant.prepare()
        from cx_assistant.settings import load_settings, with_data
        from cx_assistant.settings.workspace import Workspace

        with Workspace(with_data(load_settings(SHOP), Path(data))) as workspace:
            paths = [path for some in workspace.articles.article_paths().values() for path in some]
            read = (workspace.articles.article(path) for path in paths)
            return [article for article in read if article is not None]


def articles_of(folder: Path) -> list[Article]:
    """The documents of a corpus as articles."""
    return [
        Article(path=row["_id"], title=row.get("title") or "", text=row["text"], content_hash="")
        for row in _rows(folder / "corpus.jsonl.gz")
        if row["text"].strip()
    ]


def _rows(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def is_in(part: str, name: str) -> bool:
    """Whether this id belongs to the part that is measured."""
    is_even = hashlib.sha256(name.encode()).digest()[0] % 2 == 0
    return is_even == (part == "tuning")


def found_in(articles: Sequence[Article]) -> list[Finding]:
    """The contradictions reported for these articles."""
    return find_contradictions(
        articles, EMBEDDER, today=TODAY, on_progress=lambda _step, _done, _total: None
    )


def between(findings: Sequence[Finding], one: str, other: str) -> list[Finding]:
    """Those whose two sides stand in these two articles."""
    return [each for each in findings if {side.path for side in each.sides} == {one, other}]


def measure_pairs(shop: Sequence[Article], part: str, *, show: bool) -> None:
    """Hand-written pairs, each among the sample shop's articles."""
    found: dict[str, list[bool]] = {"contradiction": [], "compatible": []}
    missed = Counter[str]()
    for line in PAIRS.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if not is_in(part, case["id"]):
            continue
        two = [
            Article(path=side, content_hash="", language=case["language"], **case[side])
            for side in ("one", "other")
        ]
        is_found = bool(between(found_in([*shop, *two]), "one", "other"))
        found[case["kind"]].append(is_found)
        if is_found != (case["kind"] == "contradiction"):
            missed[f"{case['kind']} {case['about']}"] += 1
            if show:
                print("  wrong:", case["id"], case["about"], case["one"], case["other"])
    print(f"hand-written pairs ({part})")
    print("  contradictions found      ", interval(found["contradiction"]))
    print("  compatible pairs reported ", interval(found["compatible"]))
    print("  wrong:", dict(missed))


def measure_plants(name: str, articles: Sequence[Article], part: str, *, show: bool) -> None:
    """Planted copies with one thing changed, one at a time."""
    hits: dict[str, list[bool]] = {}
    for plant, source, host in plants(name, articles, part):
        changed = [plant if one.path == host else one for one in articles]
        reported = between(found_in(changed), source, host)
        hits.setdefault(plant.tags[0], []).append(bool(reported))
        if show and not reported:
            print("  missed:", plant.tags, plant.text[-220:])
    print(f"planted in {name} ({part})")
    for kind, some in sorted(hits.items()):
        print(f"  {kind:12}", interval(some))
    print("  all         ", interval([one for some in hits.values() for one in some]))


def plants(name: str, articles: Sequence[Article], part: str) -> Iterator[tuple[Article, str, str]]:
    """Articles with a sentence of another one added: (changed, source path, host path)."""
    chance = random.Random(name)
    standing = [one for one in articles if one.valid_from is None and one.valid_until is None]
    sentences = [
        one
        for article in standing
        for one in statements_of(article)
        if 6 <= len(one.text.split()) <= 40 and "|" not in article.text[one.start : one.end]
    ]
    chance.shuffle(sentences)
    made = 0
    for one in sentences:
        identity = f"{name}:{one.article.path}:{one.start}"
        changed = changed_figure(one.text, one.article.language, chance) or denied(one.text)
        hosts = [
            each
            for each in standing
            if each.path != one.article.path and each.language == one.article.language
        ]
        if not changed or not hosts or not is_in(part, identity):
            continue
        host = chance.choice(hosts)
        kind, text = changed
        # With its heading, as an author would write it elsewhere.
        heading = one.headings[-1] if one.headings else one.article.title
        added = f"{host.text}\n\n## {heading}\n\n{reworded(text, chance)}\n"
        yield (
            host.model_copy(update={"text": added, "tags": (kind, text)}),
            one.article.path,
            host.path,
        )
        made += 1
        if made == PLANTS:
            return


def changed_figure(text: str, language: str, chance: random.Random) -> tuple[str, str] | None:
    """The kind of the first figure and the text with another value for it."""
    figures = [
        one for one in figures_of(text, language, TODAY) if one.mark and one.dimension != "free"
    ]
    if not figures:
        return None
    figure = figures[0]
    assert figure.mark is not None
    written = text[figure.mark.start : figure.mark.end]
    number = re.search(r"\d+", written)
    if number is None or figure.dimension in {"date", "day of the year"} or figure.is_range:
        return None
    whole = int(number[0])
    larger = whole + chance.choice([1, 2, 5, 10, max(whole, 1), 2 * whole + 1])
    value = f"{(whole + 2) % 24:02}" if figure.dimension == "time of day" else str(larger)
    changed = written[: number.start()] + value + written[number.end() :]
    return figure.dimension.split()[0], text[: figure.mark.start] + changed + text[
        figure.mark.end :
    ]


_DENIALS = (
    (r"\bcannot be\b", "can be"), (r"\bcan be\b", "cannot be"), (r"\bdo not\b", "do"),
    (r"\bis not\b", "is"), (r"\bare not\b", "are"), (r"\byou can\b", "you cannot"),
    (r"\bmay\b", "may not"), (r"\bis included\b", "is not included"),
    (r"\bis available\b", "is not available"), (r"\bcan\b", "cannot"),
)  # fmt: skip


def denied(text: str) -> tuple[str, str] | None:
    """The text with its yes turned into no, or the other way round."""
    for pattern, new in _DENIALS:
        if re.search(pattern, text, re.IGNORECASE):
            return "yes or no", re.sub(pattern, new, text, count=1, flags=re.IGNORECASE)
    return None


_REWORDINGS = (
    ("you can return", "it is possible to return"), ("we refund", "you will be refunded"),
    ("takes", "needs"), ("costs", "comes at"), ("within", "in no more than"),
    ("delivery", "shipping"), ("order", "purchase"), ("e-mail", "message"), ("please ", ""),
    ("we send", "you get"), ("customers", "buyers"), ("parcel", "package"), ("item", "product"),
    ("fee", "charge"), ("must", "have to"), ("receive", "get"), ("choose", "select"),
    ("account", "profile"),
)  # fmt: skip
_OPENINGS = ("", "", "Please note: ", "Good to know: ", "As a reminder, ")


def reworded(text: str, chance: random.Random) -> str:
    """The sentence in slightly other words: up to two replaced, perhaps with an opening."""
    possible = [pair for pair in _REWORDINGS if pair[0] in text]
    for old, new in chance.sample(possible, min(2, len(possible))):
        text = text.replace(old, new, 1)
    return chance.choice(_OPENINGS) + text


def measure_untouched(name: str, articles: Sequence[Article], *, show: bool) -> None:
    """What is reported where nothing was planted."""
    started = perf_counter()
    findings = found_in(articles)
    seconds = perf_counter() - started
    print(f"untouched {name}: {len(findings)} in {len(articles)} articles, {seconds:.1f} s")
    for finding in findings if show else ():
        print("  ", finding.message)
        for side in finding.sides:
            print(
                "      ", side.path[-40:], side.heading_path[-1:], " ".join(side.text.split())[:200]
            )


def interval(results: Sequence[bool]) -> str:
    """Share, n and 95% Wilson interval."""
    n, k, z = len(results), sum(results), 1.96
    if not n:
        return "none"
    share = k / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return f"{k}/{n} = {share:.2f} ({max(0.0, middle - half):.2f} to {min(1.0, middle + half):.2f})"


if __name__ == "__main__":
    main()
