"""The health report as one HTML page that needs nothing else: no script, no font, no picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

from cx_assistant.knowledge_base.health.findings import (
    Finding,
    FindingKind,
    HealthReport,
    Severity,
    Side,
)

_TEMPLATE = Path(__file__).with_name("page.html")
_OPEN_AT_FIRST = 10
_LONGEST = 1200
TITLES = {
    FindingKind.CONTRADICTIONS: "Contradictions",
    FindingKind.EXPIRED: "Expired or about to expire",
    FindingKind.DUPLICATES: "Near duplicates",
    FindingKind.ORPHANS: "Articles nobody finds",
    FindingKind.LINKS: "Broken links",
    FindingKind.LENGTH: "Too long, or nearly empty",
    FindingKind.STALE: "Not updated for long",
}


def render_page(report: HealthReport, *, shop: str) -> str:
    """The page. Article text is escaped; internal articles are labelled."""
    template = Template(_TEMPLATE.read_text(encoding="utf-8"))
    moment = f"{report.now.day} {report.now:%B %Y, %H:%M}"
    count = len(report.findings)
    told = f"{count} finding{'' if count == 1 else 's'}" if count else "nothing found"
    return template.substitute(
        title=escape(f"Knowledge health: {shop}"),
        subtitle=escape(
            f"{moment}. {report.articles} articles, {report.passages} passages: {told}."
        ),
        warning=_warning(report.findings),
        summary=_summary(report),
        sections="\n".join(_sections(report.findings)),
        notes="\n".join(f"<p>{escape(note)}</p>" for note in report.notes) or "<p>No notes.</p>",
    )


def _warning(findings: Sequence[Finding]) -> str:
    if not any(side.is_internal for finding in findings for side in finding.sides):
        return ""
    return (
        '<p><span class="badge internal">Internal</span> This page quotes articles that customers '
        "must not see. Do not publish it.</p>"
    )


def _summary(report: HealthReport) -> str:
    counts = report.counts()
    rows = "\n".join(
        f'<tr><th scope="row">{_linked(kind, counts[kind])}</th><td>{counts[kind]}</td></tr>'
        for kind in report.checked
    )
    return (
        '<table class="summary"><thead><tr><th scope="col">What was looked for</th>'
        f'<th scope="col">Found</th></tr></thead><tbody>\n{rows}\n</tbody></table>'
    )


def _linked(kind: FindingKind, count: int) -> str:
    title = escape(TITLES[kind])
    return f'<a href="#{kind.value}">{title}</a>' if count else title


def _sections(findings: Sequence[Finding]) -> Iterator[str]:
    for kind, group in groupby(findings, key=lambda finding: finding.kind):
        some = list(group)
        shown = "\n".join(
            _finding(one, is_open=number < _OPEN_AT_FIRST) for number, one in enumerate(some)
        )
        heading = f"{escape(TITLES[kind])} ({len(some)})"
        yield (
            f'<section aria-labelledby="{kind.value}"><h2 id="{kind.value}" tabindex="-1">{heading}'
            f"</h2>\n{shown}\n</section>"
        )


def _finding(finding: Finding, *, is_open: bool) -> str:
    sides = "\n".join(_side(side) for side in finding.sides)
    return (
        f"<details{' open' if is_open else ''}><summary>{_severity(finding.severity)}"
        f'{escape(finding.message)}</summary><div class="sides">{sides}</div></details>'
    )


def _severity(severity: Severity) -> str:
    return f'<span class="badge {severity.value}">{severity.value}</span>'


def _side(side: Side) -> str:
    label = '<span class="badge internal">Internal</span>' if side.is_internal else ""
    place = " › ".join(side.heading_path)
    under = f"{escape(place)}<br>" if place else ""
    quote = f"<blockquote>{marked(side)}</blockquote>" if side.text else ""
    return (
        f"<figure><figcaption><b>{label}{escape(side.title)}</b>{under}"
        f'<span class="soft">{_address(side)}</span></figcaption>{quote}</figure>'
    )


def _address(side: Side) -> str:
    path = escape(side.path)
    if not side.url or not side.url.lower().startswith(("https://", "http://")):
        return path
    return f'<a href="{escape(side.url)}" rel="noreferrer">{path}</a>'


def marked(side: Side) -> str:
    """The text with what differs in <mark>, everything escaped."""
    text, cut = side.text, ""
    if len(text) > _LONGEST:
        text, cut = text[:_LONGEST].rstrip(), " …"
    pieces: list[str] = []
    position = 0
    for mark in sorted(side.marks, key=lambda one: one.start):
        if mark.start < position or mark.end > len(text):
            continue
        pieces.append(escape(text[position : mark.start]))
        pieces.append(f"<mark>{escape(text[mark.start : mark.end])}</mark>")
        position = mark.end
    return "".join((*pieces, escape(text[position:]), cut))
