"""Questions that share a right document stand or fall together."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.evaluation.clusters import (
    BY_DOCUMENT,
    BY_DOCUMENT_SET,
    BY_QUERY,
    cluster_queries,
)

gold = st.lists(st.frozensets(st.sampled_from("abcdefghijkl"), max_size=3), min_size=1, max_size=20)


def sets(*each: str) -> list[frozenset[str]]:
    return [frozenset(letters) for letters in each]


def test_queries_that_share_a_document_are_one_cluster_also_through_others() -> None:
    clusters = cluster_queries(sets("a", "x", "ab", "y", "b", "z", "w", "v"))

    assert clusters.by == BY_DOCUMENT
    assert clusters.labels.tolist() == [0, 1, 0, 2, 0, 3, 4, 5]
    assert clusters.count == 6
    assert clusters.sizes.tolist() == [3, 1, 1, 1, 1, 1]


def test_queries_without_right_documents_share_nothing() -> None:
    assert cluster_queries(sets("", "", "a", "b")).count == 4


def test_one_giant_cluster_is_given_up_and_the_report_says_so() -> None:
    clusters = cluster_queries(sets("ab", "bc", "cd", "da", "ab", "x"))

    assert clusters.by == BY_DOCUMENT_SET
    assert clusters.labels.tolist() == [0, 1, 2, 3, 0, 4]
    assert "5 of 6 queries" in clusters.note
    assert BY_DOCUMENT_SET in clusters.note


def test_when_most_queries_have_exactly_the_same_documents_each_is_its_own() -> None:
    clusters = cluster_queries(sets("ab", "ab", "ab", "x"))

    assert clusters.by == BY_QUERY
    assert clusters.count == 4
    assert "3 of 4 queries" in clusters.note


def test_few_clusters_come_with_a_warning_and_many_without() -> None:
    few = cluster_queries([frozenset({str(number)}) for number in range(19)])
    many = cluster_queries([frozenset({str(number)}) for number in range(20)])

    assert "only 19 clusters" in few.note
    assert many.note == ""


def test_some_of_the_queries_keep_their_clusters() -> None:
    clusters = cluster_queries(sets("a", "x", "a", "y", "z"))

    assert clusters.only(np.array([0, 2, 4])).labels.tolist() == [0, 0, 1]


@given(gold)
def test_clusters_are_numbered_without_gaps_and_hold_every_query(
    documents: list[frozenset[str]],
) -> None:
    clusters = cluster_queries(documents)

    assert set(clusters.labels.tolist()) == set(range(clusters.count))
    assert clusters.sizes.sum() == len(documents)
    if clusters.by == BY_DOCUMENT:
        for one, first in zip(documents, clusters.labels, strict=True):
            for other, second in zip(documents, clusters.labels, strict=True):
                assert first == second or not one & other
