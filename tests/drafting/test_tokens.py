from __future__ import annotations

from pathlib import Path

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.drafting.tokens import (
    CUT_MARK,
    count_with,
    cut_middle,
    estimate_tokens,
    token_counter,
)


@pytest.fixture(scope="module")
def bytewise() -> tiktoken.Encoding:
    """A real tiktoken encoding, small enough to build here: one token a byte."""
    return tiktoken.Encoding(
        "bytewise",
        pat_str=r"\s+|\S+",
        mergeable_ranks={bytes([value]): value for value in range(256)},
        special_tokens={"<|endoftext|>": 256},
    )


def test_special_tokens_in_customer_text_are_counted_as_text(bytewise: tiktoken.Encoding) -> None:
    assert count_with(bytewise, "<|endoftext|>") == len("<|endoftext|>")


@pytest.mark.parametrize("text", [" " * 1_000_000, "a" * 1_000_000, "\n" * 1_000_000])
def test_a_million_of_one_character_is_counted(bytewise: tiktoken.Encoding, text: str) -> None:
    assert count_with(bytewise, text) >= 100_000


def test_text_beyond_the_cap_counts_too(bytewise: tiktoken.Encoding) -> None:
    text = "abc " * 75_000

    assert count_with(bytewise, text) > count_with(bytewise, text[:200_000])


def test_without_a_table_on_this_machine_nothing_is_fetched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")

    assert token_counter("openai:gpt-4.1-mini")("Where is it?") == estimate_tokens("Where is it?")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_table_is_not_used_and_not_fetched_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    damaged = tmp_path / "fb374d419588a4632f3f557e76b4b70aebbca790"
    damaged.write_bytes(b"IQ== 0\n")

    assert token_counter("openai:gpt-4.1-mini")("Hello") == estimate_tokens("Hello")
    assert damaged.exists()


@pytest.mark.parametrize(
    ("text", "at_least"),
    [
        ("Where is my order NL-20417?", 9),
        ("Ich möchte die Jacke zurückgeben.", 9),
        ("私の注文はどこですか", 10),
        ("🧥🧥🧥", 6),
        ("aGVsbG8gd29ybGQhISE=", 10),
        ("qzxvkjwhgbpfmtdlcrnysaeiuoqzxvkjwh", 17),
    ],
)
def test_the_estimate_errs_upwards(text: str, at_least: int) -> None:
    assert at_least <= estimate_tokens(text) <= len(text.encode())


@given(st.text(max_size=300), st.text(max_size=300))
def test_more_text_never_counts_less(one: str, two: str) -> None:
    assert estimate_tokens(one + two) >= estimate_tokens(one) - len(one) // 2 - 1
    assert estimate_tokens(one + "\n" + two) >= estimate_tokens(two)


@given(st.text(min_size=1, max_size=2000), st.integers(min_value=40, max_value=400))
def test_a_cut_text_fits_and_keeps_both_ends(text: str, limit: int) -> None:
    cut = cut_middle(text, limit, estimate_tokens)

    assert estimate_tokens(cut) <= limit
    if cut != text:
        start, _, end = cut.partition(CUT_MARK)
        assert text.startswith(start)
        assert text.endswith(end)
