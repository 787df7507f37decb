"""Several shops side by side: nothing of one shop is ever found by another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cx_assistant import Clarification, Installation, Reply
from cx_assistant.errors import ConfigError, InputError
from cx_assistant.settings import load_shops
from tests.two_shops import SHOPS, asked, fill, make_shops


@pytest.fixture
def shops_file(tmp_path: Path) -> Path:
    return make_shops(tmp_path)


@pytest.fixture
def installation(shops_file: Path) -> Iterator[Installation]:
    fill(shops_file)
    with Installation.from_config(shops_file) as opened:
        yield opened


def test_each_ticket_is_answered_by_its_own_shop(installation: Installation) -> None:
    question = "Until when can I return order A-10001?"

    fjell, strand = (installation.answer(asked(question, shop)) for shop in SHOPS)

    assert isinstance(fjell, Reply)
    assert isinstance(strand, Reply)
    assert "1 July 2026" in fjell.text
    assert "15 June 2026" in strand.text
    assert "Ada fjell" not in strand.model_dump_json()


def test_no_question_finds_anything_of_the_other_shop(installation: Installation) -> None:
    for own, other in (SHOPS, SHOPS[::-1]):
        for text in (f"What does the {other} club card give?", f"Where is my {other} lantern?"):
            outcome = installation.answer(asked(text, own))
            found = outcome.model_dump_json().replace(text, "")
            assert f"{other} lantern" not in found
            assert f"of {other}" not in found
            assert f"The {other} club" not in found


def test_a_ticket_without_or_with_an_unknown_shop_is_refused(installation: Installation) -> None:
    with pytest.raises(InputError, match="no shop 'ocean' here; give one of: fjell, strand"):
        installation.answer(asked("Hello?", "ocean"))
    with pytest.raises(InputError, match="names no shop"):
        installation.answer(asked("Hello?", ""))


def test_an_assistant_refuses_a_ticket_of_another_shop(installation: Installation) -> None:
    assistant = installation.assistant("fjell")

    with pytest.raises(InputError, match="is for shop 'strand'"):
        assistant.answer(asked("Where is my order?", "strand"))
    with pytest.raises(InputError, match="is for shop 'strand'"):
        list(assistant.stream(asked("Where is my order?", "strand")))
    assert isinstance(assistant.answer(asked("?", "")), Clarification)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[shops]\n", "shops"),
        ('[shops]\nfjell = "fjell"\n[voice]\nstyle = "x"\n', "voice"),
        ('[shops]\n"Fjell Berg" = "fjell"\n', "key"),
        ('[shops]\nfjell = "nowhere.toml"\n', "there is no"),
        ('[shops]\nother = "keyed.toml"\n', "write the same in both"),
    ],
)
def test_a_wrong_list_of_shops_is_explained(shops_file: Path, text: str, problem: str) -> None:
    (shops_file.parent / "keyed.toml").write_text('[shop]\nkey = "own"\n')
    shops_file.write_text(text)

    with pytest.raises(ConfigError, match=problem):
        load_shops(shops_file, environment={})
