import pytest

from cx_assistant.grounding.check import check_draft
from cx_assistant.grounding.links import links_in
from cx_assistant.models import ProblemKind

from .builders import SHOP_HOST, answer, article, context, draft, kinds

PAGE = f"https://{SHOP_HOST}/help/returns"
ITEM = article("Returns are described in our help centre.", url=PAGE)


def check(text: str) -> set[ProblemKind]:
    return kinds(check_draft(draft(answer(text, ITEM)), [ITEM], context=context()))


@pytest.mark.parametrize(
    "link",
    [PAGE, PAGE + "/", f"[help centre]({PAGE})", f"www.{SHOP_HOST}/help/returns", SHOP_HOST],
)
def test_a_link_that_the_evidence_holds_may_stand(link):
    assert ProblemKind.FORBIDDEN_LINK not in check(f"Returns are described in our help: {link}.")


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/help/returns",
        f"https://{SHOP_HOST}/help/made-up",
        f"https://{SHOP_HOST}@evil.example/help/returns",
        f"https://{SHOP_HOST}.evil.example/",
        f"https://evil.example/{SHOP_HOST}/help/returns",
        f"[{PAGE}](https://evil.example)",
        "![chart](https://evil.example/p.png)",
        "[x]: https://evil.example",
        "<a href='https://evil.example'>help</a>",
        "[click](javascript:alert(1))",
        "[click](data:text/html;base64,AAAA)",
        "//evil.example/x",
        "evil.example",
        "https://xn--nordlicht-outdor-8fd.example/help/returns",
        "https://nοrdlicht-outdoor.example/help/returns",
        "https://evil。example/x",
        "https://evil%2eexample/x",
        "ht\u200btps://evil.example",
        "ftp://evil.example/a",
        f"https:\\\\{SHOP_HOST}\\@evil.example",
        "&#104;ttps://evil.example",
    ],
)
def test_any_other_link_is_forbidden(link):
    assert ProblemKind.FORBIDDEN_LINK in check(f"Returns are described in our help: {link}")


def test_plain_prose_holds_no_links():
    prose = "Please note: e.g. a tent, i.e. 2.5 kg at 14:00. Then ask help@shop.example. Bye."

    assert links_in(prose) == []
