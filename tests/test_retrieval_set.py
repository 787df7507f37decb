"""The sample shop's retrieval set says what the shop says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from cx_assistant.evaluation.beir import load_set

ROOT = Path(__file__).parent.parent
SET = ROOT / "evals" / "retrieval"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("builder", ROOT / "tools/build_retrieval_set.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_set_is_what_the_shop_and_its_questions_make(tool):
    for name, text in tool.files().items():
        assert (SET / name).read_text(encoding="utf-8") == text, f"run {tool.__file__}"


def test_no_internal_or_expired_article_is_in_it():
    paths = {document.id for document in load_set(SET).documents}

    assert not [path for path in paths if path.startswith("internal/")]
    assert "delivery/easter-cut-off-2026.md" not in paths


def test_every_answerable_question_has_a_right_article_in_the_set():
    whole = load_set(SET)
    paths = {document.id for document in whole.documents}

    for query in whole.queries:
        right = set(whole.qrels.get(query.id, ()))
        assert bool(right) is bool(query.metadata["answerable"])
        assert right <= paths
