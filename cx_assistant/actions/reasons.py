"""Why somebody wants to cancel, and whether the shop accepts it."""

from __future__ import annotations

from cx_assistant.actions.rulings import Case, Ruling, allowed, denied
from cx_assistant.actions.words import plain_words, says, stem

_KINDS = {"by_mistake": "ordered by mistake", "not_needed": "no longer needed"}


def reason_said(text: str, accepted: tuple[str, ...]) -> str:
    """The reason a text gives, in the shop's own words if it lists any; empty if it gives none."""
    named = [reason for reason in accepted if _is_in(reason, text)]
    if named:
        return named[0]
    kind = next((kind for kind in _KINDS if says(text, kind)), "")
    if not kind:
        return ""
    return next((reason for reason in accepted if says(reason, kind)), _KINDS[kind])


def _is_in(reason: str, text: str) -> bool:
    words = {stem(word) for word in plain_words(text)}
    wanted = [stem(word) for word in plain_words(reason)]
    return bool(wanted) and all(word in words for word in wanted)


def is_accepted_reason(reason: str, case: Case) -> Ruling:
    """Whether the shop cancels for this reason; every reason is good where it lists none."""
    accepted = case.context.settings.cancel_reasons
    if not accepted:
        return allowed(f"reason: {reason}" if reason else "no reason is needed")
    if reason in accepted:
        return allowed(f"reason: {reason}")
    return denied(f"{reason!r} is none of the accepted reasons: {', '.join(accepted)}")
