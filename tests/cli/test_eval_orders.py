"""`cx-assistant eval orders` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..evaluation.order_sets import AIRLINE, CASES, action, case, write_order_set
from .conftest import Cx, one_sentence


@pytest.fixture
def shop(here: Path) -> Path:
    return write_order_set(here / "corner_shop")


def test_figures_stand_beside_the_baseline_with_count_and_interval(cx: Cx, shop: Path) -> None:
    done = cx("eval", "orders", shop)

    assert done.code == 0
    told = " ".join(done.out.split())
    assert "corner_shop: 4 cases of 2 customers" in told
    assert "right customer 1.00 of 4 1.00 of 4" in told
    assert "(0.51–1.00)" in told
    assert "no proof of who they are" in told
    assert max(len(line) for line in done.out.splitlines()) <= 100


def test_json_holds_every_figure_of_both_readers(cx: Cx, shop: Path) -> None:
    found = json.loads(cx("eval", "orders", shop, "--json").out)

    assert (found["set"], found["part"], found["cases"]) == ("corner_shop", "all", 4)
    assert [each["name"] for each in found["readers"]] == ["ours", "baseline"]
    customer = found["readers"][0]["figures"]["customer"]
    assert customer == {"share": 1.0, "hits": 4, "n": 4, "interval": [0.5101, 1.0]}
    assert found["readers"][0]["kinds"]["all"]["recall"]["n"] == 3
    assert found["differences"]["customer"]["difference"] == 0.0
    assert found["undefined"] == {}


def test_a_half_is_measured_alone(cx: Cx, shop: Path) -> None:
    counts = [
        json.loads(cx("eval", "orders", shop, "--json", "--part", part).out)["cases"]
        for part in ("even", "odd", "all")
    ]

    assert counts == [3, 1, 4]


def test_what_a_set_cannot_decide_is_undefined_and_never_zero(cx: Cx, here: Path) -> None:
    change = action("update_reservation_flights", reservation_id="QX7RT2")
    cases = [case("a1", "You fly to OSL.", "You are eve_holt_3001.", "eve_holt_3001", change)]
    folder = write_order_set(here / "air", AIRLINE, cases)

    done = cx("eval", "orders", folder)
    found = json.loads(cx("eval", "orders", folder, "--json").out)

    assert "right action(s) undefined undefined" in " ".join(done.out.split())
    assert found["readers"][0]["figures"]["action"]["share"] is None
    assert "counterpart" in found["undefined"]["actions"]


def test_results_are_kept_with_ids_alone(cx: Cx, shop: Path, here: Path) -> None:
    out = here / "kept" / "rows.jsonl"

    assert cx("eval", "orders", shop, "--out", out, "--quiet").code == 0

    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(row["id"], row["reader"]) for row in rows[:2]] == [("c1", "ours"), ("c2", "ours")]
    assert rows[0]["expected"] == ["return #K1000001"]
    assert "kettle" not in out.read_text(encoding="utf-8").lower()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--part", "third"), "--part third is unknown; write even, odd or all"),
        (("--out", "rows.csv"), "must be a file that ends in .jsonl"),
    ],
)
def test_wrong_use_is_one_sentence(
    cx: Cx, shop: Path, arguments: tuple[str, ...], told: str
) -> None:
    done = cx("eval", "orders", shop, *arguments)

    assert (done.code, done.out) == (2, "")
    assert told in one_sentence(done.err)


def test_a_folder_without_a_set_says_what_it_needs(cx: Cx, here: Path) -> None:
    assert "has no db.json" in one_sentence(cx("eval", "orders", here).err)
    assert "there is no folder" in one_sentence(cx("eval", "orders", here / "nowhere").err)


def test_a_half_without_cases_is_refused(cx: Cx, here: Path) -> None:
    folder = write_order_set(here / "shop", cases=CASES[:1])

    assert "use --part all" in one_sentence(cx("eval", "orders", folder, "--part", "odd").err)
