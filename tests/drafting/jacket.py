"""Evidence about a jacket, and what a model could write about it."""

from __future__ import annotations

import json
from typing import Any

from cx_assistant.models import Evidence, EvidenceKind
from cx_assistant.settings.schema import ShopSettings, VoiceSettings

RETURNS = Evidence(
    id="returns#1",
    kind=EvidenceKind.ARTICLE,
    source="returns.md",
    title="Returns",
    heading_path=("How long you have",),
    text="You can return most items within **30 days** of delivery.\nSale items: “14 days”.",
    score=0.9,
)
SHIPPING = RETURNS.model_copy(
    update={
        "id": "shipping#1",
        "source": "shipping.md",
        "title": "Shipping",
        "heading_path": (),
        "text": "Standard delivery takes 2–4 working days within Germany.",
        "score": 0.4,
    }
)
STATUS = Evidence(
    id="order:NL-20417:status",
    kind=EvidenceKind.ORDER,
    source="NL-20417",
    title="Order NL-20417",
    text="Order NL-20417 was delivered on 13 May 2026.",
    customer_id="c-17",
)


def sentence(
    text: str, *cites: tuple[str, str], role: str = "answer", layout: str = "same_line"
) -> Any:
    citations = [{"evidence": number, "quote": quote} for number, quote in cites]
    return {"role": role, "citations": citations, "text": text, "layout": layout}


def answer(*sentences: Any, unanswered: tuple[str, ...] = ()) -> str:
    return json.dumps({"sentences": list(sentences), "unanswered": list(unanswered)})


GOOD = answer(
    sentence("Hi Anna,", role="greeting"),
    sentence(
        "You can return the jacket within 30 days of delivery.",
        ("E1", "return most items within 30 days of delivery"),
        layout="new_paragraph",
    ),
    sentence("It came on 13 May 2026.", ("E2", "delivered on 13 May 2026")),
    sentence("All the best\nNordlicht", role="closing", layout="new_paragraph"),
)

VOICE = VoiceSettings(
    greeting={"en": "Hi $name,", "de": "Hallo $name,"},
    greeting_without_name={"en": "Hello,"},
    closing={"en": "All the best"},
    signature={"en": "Nordlicht"},
    style="Friendly and plain.",
)
SHOP = ShopSettings(name="Nordlicht")
