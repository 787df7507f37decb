"""Cuts the quoted thread and the signature off an e-mail, in the mail clients' many languages.

Works on lines and errs towards keeping: what a customer wrote between or below quoted lines
stays. Text that consists of quotation only comes back empty.
"""

from __future__ import annotations

import re

from cx_assistant.models import Model

_WROTE = (
    r"wrote|writes|schrieb|geschrieben|schreef|(?:heeft\s.*)?geschreven|a\s+écrit|ha\s+scritto|"
    r"scrisse|escribi[óo]|escreveu|napisał\(?a?\)?|napisa[łl]a?|skrev|kirjoitti|wrote|写道|寫道|"
    r"написал\(?а?\)?|пише|のメール|さんは書きました|yazdı|a\s+scris"
)
_DATE = (
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}\.?\s*(?:de\s+)?\w{3,12}\.?,?\s*(?:de\s+)?\d{4}|"
    r"\w{3,12}\.? \d{1,2}, \d{4}|\d{4}年"
)
_ADDRESS = r"[<\[(]?(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]+[>\])]?"
_ATTRIBUTION_END = re.compile(rf"(?:{_WROTE})[^\n]{{0,60}}[:：]\s*$", re.IGNORECASE)
_HAS_SENDER = re.compile(rf"{_ADDRESS}|{_DATE}", re.IGNORECASE)
_BARE_ATTRIBUTION = re.compile(
    rf"^\s*\*?(?:{_DATE})[^\n]{{0,80}}{_ADDRESS}\s*:?\s*\*?$", re.IGNORECASE
)
_ATTRIBUTION_START = re.compile(
    r"^\W*(?:on|am|op|le|el|il|em|w\s+dniu|dnia|den|på|在|於|в|le|pe|tarihinde|\d{1,4}[-./年])\b",
    re.IGNORECASE,
)
_DIVIDER = re.compile(
    r"^\s*(?:begin forwarded message:|anfang der weitergeleiteten nachricht:|"
    r"[*_\s]*[-_]{2,}[*_\s]*(?P<words>[^\W\d_][^-_]{3,50}?)[*_\s:]*[-_]{2,}[*_\s]*)\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*[-_*]{8,}\s*$")
_HEADER_NAMES = (
    r"from|sent|to|cc|date|subject|reply-to|von|gesendet|an|datum|betreff|de|envoyé|à|objet|date|"
    r"enviado(?: el| em)?|para|asunto|assunto|fecha|data|da|inviato|a|oggetto|van|verzonden|aan|"
    r"onderwerp|od|wysłano|do|temat|från|skickat|till|ämne|fra|sendt|til|emne|от|кому|тема|дата|"
    r"发件人|发送时间|收件人|主题"
)
_HEADER = re.compile(rf"^\W*(?:{_HEADER_NAMES})\s?\*?[:：]\*?\s+\S", re.IGNORECASE)
_QUOTED = re.compile(r"^\s*[>|]")
# A longer line announces nothing; the patterns above would take minutes for one without blanks.
_LONGEST_ANNOUNCEMENT = 300
_SIGNATURE_MARK = re.compile(r"^\s*(?:--|—|__)\s*$")
_SENT_FROM = re.compile(
    r"^\W*(?:sent (?:from|with|via) (?!the|our|your)|get outlook for|envoyé (?:depuis|de) mon|"
    r"von mein\w* .{3,40} gesendet|gesendet (?:mit|von)|diese nachricht wurde von mein|"
    r"enviado desde mi|enviado do meu|inviato da(?:l mio)?|verzonden vanaf mijn|wysłano z|"
    r"skickat från)",
    re.IGNORECASE,
)


class SplitText(Model):
    """A message in two parts."""

    own: str
    quoted: str


def split_quotation(text: str) -> SplitText:
    """The writer's own words, and everything that was cut away."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    own: list[str] = []
    quoted: list[str] = []
    position = 0
    while position < len(lines):
        length = _thread_start(lines, position)
        if length and not "".join(own).strip() and _unquoted_below(lines, position + length):
            quoted += lines[position : position + length]  # a forwarded message on its own
            position += length
            continue
        if length and _rest_is_thread(lines, position, length):
            quoted += lines[position:]
            break
        if not length and not _QUOTED.match(lines[position]):
            own.append(lines[position])
            position += 1
            continue
        step = length or 1
        quoted += lines[position : position + step]
        position += step
    body, signature = _without_signature(own)
    return SplitText(own="\n".join(body).strip(), quoted="\n".join(quoted + signature).strip())


def _thread_start(lines: list[str], position: int) -> int:
    """How many lines at `position` announce a quoted message; 0 if they do not."""
    if len(lines[position]) > _LONGEST_ANNOUNCEMENT:
        return 0
    line = lines[position].lstrip("> |")
    divider = _DIVIDER.match(line)
    if divider:
        return 1
    if _RULE.match(line) and _header_block(lines, _next_text(lines, position + 1)):
        return 1
    block = _header_block(lines, position)
    if block:
        return block
    if _BARE_ATTRIBUTION.match(line):
        return 1
    return _attribution(lines, position)


def _attribution(lines: list[str], position: int) -> int:
    """Length of an attribution that may be wrapped over up to four lines."""
    joined = ""
    for length in range(1, 5):
        if position + length > len(lines):
            return 0
        line = lines[position + length - 1].lstrip("> |").strip()
        if not line or len(line) > _LONGEST_ANNOUNCEMENT:
            return 0
        joined = f"{joined} {line}".strip()
        if _ATTRIBUTION_END.search(joined) and _HAS_SENDER.search(joined):
            starts = _ATTRIBUTION_START.match(joined) or re.match(rf"^.{{0,60}}{_ADDRESS}", joined)
            return length if starts or length == 1 else 0
        if length == 1 and not (_ATTRIBUTION_START.match(joined) or _HAS_SENDER.search(joined)):
            return 0
    return 0


def _header_block(lines: list[str], position: int) -> int:
    """Length of a block of two or more mail header lines."""
    length = 0
    while position + length < len(lines) and _HEADER.match(lines[position + length].lstrip("> |")):
        length += 1
    return length if length >= 2 else 0


def _unquoted_below(lines: list[str], position: int) -> bool:
    position = _next_text(lines, position)
    return position < len(lines) and not _QUOTED.match(lines[position])


def _next_text(lines: list[str], position: int) -> int:
    while position < len(lines) and not lines[position].strip():
        position += 1
    return position


def _rest_is_thread(lines: list[str], position: int, length: int) -> bool:
    """True unless the announced message is quoted line by line and own words follow it."""
    after = _next_text(lines, position + length)
    if after >= len(lines) or not _QUOTED.match(lines[after]):
        return True
    return all(_QUOTED.match(line) or not line.strip() for line in lines[after:])


def _without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    for position, line in enumerate(lines):
        if _SIGNATURE_MARK.match(line) or _SENT_FROM.match(line):
            return lines[:position], lines[position:]
    return lines, []
