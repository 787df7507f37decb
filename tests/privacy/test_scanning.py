from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.models import Customer, Order
from cx_assistant.privacy import scanning
from cx_assistant.privacy.scanning import scan_folder
from cx_assistant.privacy.subject import Subject


def test_a_text_is_found_in_any_file_and_spelling(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below/raw.bin").write_bytes(b"\x00\xff" + "Jürgen Groß".encode() + b"\x01")
    (tmp_path / "escaped.json").write_text(json.dumps({"name": "Jürgen Groß 🚲"}))
    (tmp_path / "other.txt").write_text("Jurgen Gross")

    scan = scan_folder(tmp_path, ["Jürgen Groß"])

    assert sorted(scan.found) == ["below/raw.bin", "escaped.json"]
    assert scan.files == 3
    assert "Groß" not in scan.model_dump_json()


@pytest.mark.parametrize("at", [0, 5, 15, 16, 17, 31, 32])
def test_a_text_on_the_border_of_two_pieces_is_found(
    tmp_path: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "_CHUNK", 16)
    (tmp_path / "file").write_bytes(b"." * at + b"NL-20417" + b"." * 20)

    assert scan_folder(tmp_path, ["NL-20417"]).found == {"file": frozenset({"NL-20417"})}


TEXTS = st.text(st.characters(codec="utf-8"), min_size=5, max_size=12)


@given(text=TEXTS, before=st.binary(max_size=40), other=TEXTS)
def test_a_file_is_named_exactly_if_it_holds_the_text(text: str, before: bytes, other: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "holds").write_bytes(before + text.encode() + before)
        (folder / "not").write_bytes(before)

        found = scan_folder(folder, [other, text]).found

    assert "holds" in found
    assert ("not" in found) == (text.encode() in before or other.encode() in before)


def test_an_order_number_is_not_found_inside_a_longer_one() -> None:
    order = Order(id="NL-2041", customer_id="C-1")
    subject = Subject.of("C-1", Customer(id="C-1", name="Bo Li", email="bo@example.com"), [order])

    assert subject.is_named_in("my order nl-2041, please")
    assert not subject.is_named_in("my order NL-20417, please")
    assert subject.redacted("Bo Li has NL-2041 and NL-20417", "[x]") == "[x] has [x] and NL-20417"
