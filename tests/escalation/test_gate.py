"""The gate, as a table: what is known, and what happens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.escalation.gate import Action, GateInput, Missing, decide
from cx_assistant.models import (
    FLOOR_REASONS,
    EscalationReason,
    Permission,
    Problem,
    ProblemKind,
    Signal,
)


def signal(reason: str, score: float = 0.9) -> Signal:
    return Signal(reason=EscalationReason(reason), score=score)


PROBLEM = Problem(kind=ProblemKind.UNSUPPORTED_FACT, detail="'$500' stands nowhere")
GOOD = {"has_draft": True, "answerabilities": (0.9,), "confidence": 0.9}

TABLE = [
    # a good draft waits for a support agent unless sending is allowed
    (GOOD, Action.REPLY, None, Permission.SUGGEST),
    (GOOD | {"auto_send": True}, Action.REPLY, None, Permission.SEND),
    (GOOD | {"auto_send": True, "confidence": 0.7}, Action.REPLY, None, Permission.SUGGEST),
    (GOOD | {"auto_send": True, "unanswered": ("why?",)}, Action.REPLY, None, Permission.SUGGEST),
    (
        GOOD | {"auto_send": True, "answerabilities": (0.9, 0.1)},
        Action.REPLY,
        None,
        Permission.SUGGEST,
    ),
    (GOOD | {"auto_send": True, "signals": (signal("vip"),)}, Action.REPLY, None, "suggest"),
    # the floor beats everything but a colleague who is already there
    (GOOD | {"signals": (signal("legal_threat", 0.5),)}, Action.ESCALATE, "legal_threat", None),
    (
        GOOD | {"signals": (signal("asks_for_human", 0.99), signal("safety", 0.6))},
        Action.ESCALATE,
        "safety",
        None,
    ),
    (
        GOOD | {"signals": (signal("safety"),), "missing": Missing.DETAILS},
        Action.ESCALATE,
        "safety",
        None,
    ),
    (
        GOOD | {"signals": (signal("safety"),), "staff_replied_last": True},
        Action.ESCALATE,
        "staff_active",
        None,
    ),
    # other reasons must be clear, and a weak one only holds a reply back
    (GOOD | {"signals": (signal("anger", 0.7),)}, Action.ESCALATE, "anger", None),
    (GOOD | {"signals": (signal("anger", 0.6),), "auto_send": True}, Action.REPLY, None, "suggest"),
    (GOOD | {"signals": (signal("prompt_injection"),)}, Action.ESCALATE, "prompt_injection", None),
    # one missing thing is asked for before anything is guessed
    ({"missing": Missing.VERIFICATION}, Action.CLARIFY, None, None),
    (GOOD | {"missing": Missing.ORDER_CHOICE}, Action.CLARIFY, None, None),
    # nothing found, or nothing that stands
    ({"answerabilities": (0.2, 0.4)}, Action.ESCALATE, "missing_knowledge", None),
    ({}, Action.ESCALATE, "missing_knowledge", None),
    (GOOD | {"problems": (PROBLEM,)}, Action.ESCALATE, "ungrounded", None),
    (GOOD | {"has_draft": False}, Action.ESCALATE, "ungrounded", None),
]


@pytest.mark.parametrize(("known", "action", "reason", "permission"), TABLE)
def test_the_gate_decides_as_the_table_says(known, action, reason, permission):
    decision = decide(GateInput(**known))

    assert decision.action is action
    assert (decision.reasons[0].value if decision.reasons else None) == reason
    if permission is not None:
        assert decision.permission == permission
    assert decision.rules


@given(
    floor=st.sampled_from(sorted(FLOOR_REASONS)),
    score=st.floats(0.5, 1.0),
    others=st.lists(
        st.builds(
            Signal,
            reason=st.sampled_from(list(EscalationReason)),
            score=st.floats(0, 1),
        )
    ),
    rest=st.fixed_dictionaries(
        {
            "has_draft": st.booleans(),
            "auto_send": st.booleans(),
            "confidence": st.floats(0, 1),
            "minimum_answerability": st.floats(0, 1),
            "minimum_confidence_to_send": st.floats(0, 1),
            "missing": st.none() | st.sampled_from(list(Missing)),
            "answerabilities": st.lists(st.floats(0, 1), max_size=3).map(tuple),
        }
    ),
)
def test_nothing_talks_a_floor_signal_away(floor, score, others, rest):
    known = GateInput(signals=(*others, Signal(reason=floor, score=score)), **rest)

    decision = decide(known)

    assert decision.action is Action.ESCALATE
    assert floor in decision.reasons
