"""Copies of passages and of whole articles."""

import numpy as np

from cx_assistant.knowledge_base.health.duplicates import find_duplicates
from cx_assistant.knowledge_base.split import split_article
from cx_assistant.models import StoredPassage
from tests.knowledge_base.health.kit import EMBEDDER, TODAY, article

VANS = (
    "We deliver with our own vans on weekdays. Two people carry your furniture into the room you "
    "choose and take the packing material away with them when they leave."
)
CARE = (
    "Wipe oiled wood with a damp cloth only, and oil it again once a year so that red wine and "
    "coffee leave no stains on the surface of the table."
)


def passages_of(*articles):
    return [
        StoredPassage(
            passage=passage,
            title=one.title,
            visibility=one.visibility,
            language=one.language,
            revision="r",
        )
        for one in articles
        for passage in split_article(one, min_words=1)
    ]


def found_in(*articles):
    stored = passages_of(*articles)
    vectors = EMBEDDER.embed([one.passage.embedded_text for one in stored])
    return find_duplicates(stored, vectors, today=TODAY, on_progress=lambda *_: None)


def test_a_copied_article_is_one_finding_however_many_passages_it_has():
    text = f"## Delivery\n\n{VANS}\n\n## Care\n\n{CARE}"

    found = found_in(
        article(text, title="Delivery and care"), article(text, title="Care, delivery")
    )

    assert len(found) == 1
    assert "nearly the same article" in found[0].message


def test_a_passage_that_stands_in_two_articles_is_reported_with_both_places():
    found = found_in(
        article(f"## Our vans\n\n{VANS}\n\n## Leather\n\n{CARE}", title="Delivery"),
        article(f"## Our vans\n\n{VANS}\n\n## More\n\nSomething quite different stands here, about "
                "paying by invoice and about who may do so in which country.", title="Services"),
    )  # fmt: skip

    assert ["share a passage" in one.message for one in found] == [True]
    assert {side.path for side in found[0].sides} == {"Delivery", "Services"}


def test_texts_that_differ_in_a_figure_are_no_copies():
    priced = VANS + " This costs {} for each piece of furniture."

    found = found_in(
        article(priced.format("€49"), title="Sofas"), article(priced.format("€29"), title="Chairs")
    )

    assert found == []


def test_ten_thousand_passages_take_seconds():
    base = passages_of(article(VANS, title="A"))[0]
    passages = [
        base.model_copy(
            update={
                "passage": base.passage.model_copy(update={"path": str(n), "text": f"text {n}"})
            }
        )
        for n in range(10_000)
    ]
    vectors = np.random.default_rng(0).normal(size=(10_000, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    steps: list[int] = []
    found = find_duplicates(
        passages, vectors, today=TODAY, on_progress=lambda _step, done, _total: steps.append(done)
    )

    assert found == []
    assert len(steps) < 20  # blocks, not pairs
