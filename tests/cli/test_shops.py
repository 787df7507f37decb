from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cx
from tests.two_shops import SHOPS, asked, fill, make_shops


@pytest.fixture
def shops_file(tmp_path: Path) -> Path:
    return make_shops(tmp_path)


def test_the_command_line_asks_which_shop_and_takes_it(shops_file: Path, cx: Cx) -> None:
    unnamed = cx("doctor", "--config", str(shops_file))
    named = cx("--shop", "fjell", "ingest", "--config", str(shops_file))

    assert unnamed.code == 2
    assert "name one with --shop before the command: fjell, strand" in unnamed.err
    assert named.code == 0
    assert (shops_file.parent / "shared/fjell/cx.db").exists()
    assert not (shops_file.parent / "shared/strand").exists()


def test_a_file_of_tickets_goes_to_the_shops_they_name(
    shops_file: Path, tmp_path: Path, cx: Cx
) -> None:
    fill(shops_file)
    tickets = [asked("Until when can I return A-10001?", shop) for shop in (*SHOPS, "ocean")]
    file = tmp_path / "tickets.jsonl"
    file.write_text("\n".join(ticket.model_dump_json() for ticket in tickets))

    done = cx("answer", "--tickets", str(file), "--config", str(shops_file))

    assert done.code == 1
    assert "there is no shop 'ocean' here" in done.err
    assert ["1 July" in each["text"] for each in done.json_lines] == [True, False]
