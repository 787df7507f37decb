"""How well the whole assistant answers questions about the sample shop, without a model.

    python benchmarks/sample_shop.py [--minimum-answerability 0.5] [--failures]

Every question of evals/sample_shop/questions.jsonl goes through the assistant as a ticket of
10 June 2026. A share stands with its count and 95% Wilson interval, the AUROC with a bootstrap
interval; both for the topics that weights were tuned on and for those they never saw.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from cx_assistant import Assistant, Outcome, Reply, Ticket
from cx_assistant.finding import Findings
from cx_assistant.intake.clean import clean_ticket
from cx_assistant.models import EvidenceKind
from cx_assistant.settings import Settings, load_settings, open_parts

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "evals/sample_shop/questions.jsonl"
SHOP = ROOT / "knowledge/cx.toml"
NOW = datetime.fromisoformat("2026-06-10T10:00:00+02:00")
COST_OF_WRONG_REPLY = 2
COST_OF_NEEDLESS_HANDOFF = 1
RESAMPLES = 2000


@dataclass(frozen=True)
class Asked:
    """A question, and what a right outcome holds."""

    id: str
    text: str
    language: str
    kind: str
    articles: tuple[str, ...]
    must_say: tuple[str, ...]
    split: str
    customer_id: str | None = None
    verification: str = "none"
    order: str = ""

    def ticket(self) -> Ticket:
        return Ticket.from_text(
            self.text,
            customer_id=self.customer_id,
            verification=self.verification,
            now=NOW,
            ticket_id=self.id,
        )


@dataclass(frozen=True)
class Result:
    """What the assistant made of a question."""

    asked: Asked
    outcome: Outcome
    ranks: tuple[int, ...]
    chance: float
    milliseconds: float

    @property
    def is_reply(self) -> bool:
        return isinstance(self.outcome, Reply)

    @property
    def says_it(self) -> bool:
        if not isinstance(self.outcome, Reply):
            return False
        text = plain(self.outcome.text)
        return any(plain(form) in text for form in self.asked.must_say)

    @property
    def cites_it(self) -> bool:
        if not isinstance(self.outcome, Reply):
            return False
        right = {self.asked.order} if self.asked.kind == "order" else set(self.asked.articles)
        return any(article_of(each.source) in right for each in self.outcome.citations)

    @property
    def is_right(self) -> bool:
        if self.asked.kind == "unanswerable":
            return not self.is_reply
        return self.says_it and self.cites_it

    @property
    def cost(self) -> int:
        if self.is_right:
            return 0
        return COST_OF_WRONG_REPLY if self.is_reply else COST_OF_NEEDLESS_HANDOFF


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minimum-answerability", type=float, help="instead of the shop's own")
    parser.add_argument("--failures", action="store_true", help="list what was not right")
    options = parser.parse_args()
    questions = load_questions()
    with shop_assistant(options.minimum_answerability) as (assistant, find):
        assistant.answer(questions[0].ticket())  # the first answer loads the embedder
        results = [examine(assistant, find, asked) for asked in questions]
    for split in ("tune", "test"):
        report(split, [each for each in results if each.asked.split == split])
    if options.failures:
        list_failures(results)


def load_questions() -> list[Asked]:
    rows = (json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines())
    lists = ("articles", "must_say")
    return [Asked(**{**row, **{name: tuple(row[name]) for name in lists}}) for row in rows]


@contextmanager
def shop_assistant(
    minimum: float | None,
) -> Iterator[tuple[Assistant, Callable[[Ticket], Findings]]]:
    """The sample shop's assistant, and its search for evidence alone."""
    settings = with_minimum(load_settings(SHOP), minimum)
    with tempfile.TemporaryDirectory() as data:
        parts = open_parts(settings, data=data)

        def find(ticket: Ticket) -> Findings:
            return parts.finder.find(
                ticket, clean_ticket(ticket, languages=settings.shop.languages)
            )

        with Assistant(parts) as assistant:
            assistant.prepare()
            yield assistant, find


def with_minimum(settings: Settings, minimum: float | None) -> Settings:
    if minimum is None:
        return settings
    escalation = settings.escalation.model_copy(update={"minimum_answerability": minimum})
    return settings.model_copy(update={"escalation": escalation})


def examine(assistant: Assistant, find: Callable[[Ticket], Findings], asked: Asked) -> Result:
    ticket = asked.ticket()
    begun = time.perf_counter()
    outcome = assistant.answer(ticket)
    took = (time.perf_counter() - begun) * 1000
    findings = find(ticket)
    return Result(
        asked=asked,
        outcome=outcome,
        ranks=tuple(ranks_of(asked, findings)),
        chance=max((each.answerability for each in findings.questions), default=0.0),
        milliseconds=took,
    )


def ranks_of(asked: Asked, findings: Findings) -> Iterator[int]:
    """At which ranks the right articles stand, for each question the message was split into."""
    for found in findings.questions:
        passages = [each for each in found.evidence if each.kind is EvidenceKind.ARTICLE]
        for rank, passage in enumerate(passages, start=1):
            if article_of(passage.source) in asked.articles:
                yield rank


def article_of(source: str) -> str:
    """`faq.csv` of `faq.csv#row-3`."""
    return source.partition("#")[0]


def plain(text: str) -> str:
    return " ".join(text.replace("*", "").casefold().split())


def report(split: str, results: Sequence[Result]) -> None:
    articles = [each for each in results if each.asked.kind == "article"]
    orders = [each for each in results if each.asked.kind == "order"]
    others = [each for each in results if each.asked.kind == "unanswerable"]
    replied = [each for each in articles if each.is_reply]
    print(f"\n{split}: {len(results)} questions")
    rate("article among evidence, rank 1", [1 in each.ranks for each in articles])
    rate("article among evidence, ranks 1-6", [bool(each.ranks) for each in articles])
    rate("answerable: gets a reply", [each.is_reply for each in articles])
    rate("answerable: right reply", [each.is_right for each in articles])
    rate("  of replies: says the fact", [each.says_it for each in replied])
    rate("  of replies: cites a right article", [each.cites_it for each in replied])
    rate("unanswerable: no reply", [not each.is_reply for each in others])
    rate("own order: right reply", [each.is_right for each in orders])
    separation(articles, others)
    cost = sum(each.cost for each in [*articles, *others])
    print(f"{'cost per question, no orders':36} {cost / (len(articles) + len(others)):6.3f}")
    median = statistics.median(each.milliseconds for each in results)
    print(f"{'median milliseconds':36} {median:6.1f}")
    reasons = Counter(reason_of(each) for each in [*articles, *orders] if not each.is_reply)
    print("no reply although answerable:", dict(reasons.most_common()))


def rate(name: str, truths: Sequence[bool]) -> None:
    low, high = wilson(sum(truths), len(truths))
    share = sum(truths) / len(truths) if truths else 0.0
    print(f"{name:36} {share:6.3f}  {sum(truths):3}/{len(truths):<3}  {low:.3f} to {high:.3f}")


def wilson(successes: int, total: int) -> tuple[float, float]:
    """95% interval of a share."""
    if not total:
        return (0.0, 1.0)
    z = 1.959964
    share = successes / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return ((middle - spread) / scale, (middle + spread) / scale)


def separation(articles: Sequence[Result], others: Sequence[Result]) -> None:
    above = np.array([each.chance for each in articles])
    below = np.array([each.chance for each in others])
    draw = np.random.default_rng(0)
    spread = [
        auroc(draw.choice(above, len(above)), draw.choice(below, len(below)))
        for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(spread, [2.5, 97.5])
    count = f"{len(above)}+{len(below)}"
    print(
        f"{'AUROC of answerability':36} {auroc(above, below):6.3f}  {count:>7}  "
        f"{low:.3f} to {high:.3f}"
    )


def auroc(above: np.ndarray, below: np.ndarray) -> float:
    wins = (above[:, None] > below).mean() + 0.5 * (above[:, None] == below).mean()
    return float(wins)


def reason_of(result: Result) -> str:
    """The rule that kept a reply back, without its figures."""
    rule = ", ".join(result.outcome.trace.decided_by)
    return "answerability" if "answerability" in rule else rule


def list_failures(results: Sequence[Result]) -> None:
    for each in results:
        if not each.is_right:
            asked, rule = each.asked, ", ".join(each.outcome.trace.decided_by)
            print(f"\n{asked.id} {each.chance:.2f} ranks {each.ranks} {asked.text}\n  {rule}")
            if isinstance(each.outcome, Reply):
                print("  said: " + plain(each.outcome.text)[:300])


if __name__ == "__main__":
    main()
