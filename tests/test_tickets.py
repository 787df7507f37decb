from datetime import UTC, datetime

import pytest

from cx_assistant.errors import InputError
from cx_assistant.models import Ticket, Verification
from cx_assistant.tickets import BadLine, read_tickets

NOW = datetime(2026, 6, 10, tzinfo=UTC)


def read(tmp_path, *lines: str, **values):
    file = tmp_path / "tickets.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return list(read_tickets(file, now=NOW, **values))


def test_a_line_is_a_ticket_with_either_name_of_its_id(tmp_path):
    first, second = read(
        tmp_path,
        '{"id": "1", "messages": [{"author": "customer", "text": "Hi"}], "verified": true}',
        "",
        '{"_id": "2", "channel": "chat", "now": "2026-01-01T00:00:00Z", "label": "mine"}',
    )

    assert isinstance(first, Ticket)
    assert (first.id, first.now, first.verification) == ("1", NOW, Verification.SIGNED_IN)
    assert isinstance(second, Ticket)
    assert (second.id, second.now.year, second.now.month) == ("2", 2026, 1)


def test_a_fixed_now_beats_the_tickets_own(tmp_path):
    (ticket,) = read(tmp_path, '{"id": "1", "now": "2020-01-01T00:00:00Z"}', fixed_now=NOW)

    assert isinstance(ticket, Ticket)
    assert ticket.now == NOW


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ("[" * 100_000, "not JSON"),
        ("{}", "id"),
        ('{"id": "1", "now": "2026-01-01T00:00:00"}', "no UTC offset"),
        ('{"id": "1", "channel": "fax"}', "channel"),
        ('{"id": "1", "messages": [{"author": "me", "text": ""}]}', "messages.0.author"),
    ],
)
def test_a_bad_line_is_named_and_costs_no_other(tmp_path, line, reason):
    bad, good = read(tmp_path, line, '{"id": "2"}')

    assert isinstance(bad, BadLine)
    assert bad.number == 1
    assert reason in bad.reason
    assert isinstance(good, Ticket)


def test_a_file_that_is_not_there_or_not_text_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(InputError, match="check the path"):
        list(read_tickets(tmp_path / "nothing.jsonl", now=NOW))
    (tmp_path / "binary").write_bytes(b"\xff\x00\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        list(read_tickets(tmp_path / "binary", now=NOW))
