from pathlib import Path

import pytest

from cx_assistant.errors import ConfigError
from cx_assistant.settings import load_settings


def load(tmp_path: Path, text: str, **environment: str):
    file = tmp_path / "cx.toml"
    file.write_text(text)
    return load_settings(file, environment=environment)


def test_an_empty_file_gives_the_defaults(tmp_path):
    settings = load(tmp_path, "")

    assert settings.model.chat == ""
    assert settings.storage.embeddings == "local"
    assert settings.folder == tmp_path


def test_no_file_here_gives_the_defaults(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert load_settings(environment={}).shop.currency == "EUR"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[shop]\ntimezoen = 'UTC'", "did you mean 'timezone'?"),
        ("[shopp]\nname = 'x'", "did you mean 'shop'?"),
        ("[escalation]\nfloor = false", "unknown key 'escalation.floor'"),
        ("[shop]\ntimezone = 'Mars/Olympus'", "Mars/Olympus"),
        ("[search]\ncandidates = 0", "search.candidates"),
        ("[shop]\nlanguages = ['de']", "add it"),
        ("[[teams]]\nname = 'a'", "exactly one team needs fallback = true"),
        ("[[teams]]\nname = 'a'\nfalback = true", "did you mean 'fallback'?"),
        ("[policies]\nreturn_window_days = {days = -1}", "policies.return_window_days.days"),
        ("[shop", "not valid TOML"),
        ("folder = '/'", "unknown key 'folder'"),
        ("[storage]\ndatabase = 'postgresql://me:pw@db/x'", "CX_DATABASE_URL"),
    ],
)
def test_a_wrong_key_or_value_is_named_with_its_fix(tmp_path, text, expected):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)

    assert expected in str(caught.value)
    assert "\n" not in str(caught.value).removesuffix("\n") or "TOML" in str(caught.value)


def test_a_named_file_that_is_not_there_says_how_to_write_one(tmp_path):
    with pytest.raises(ConfigError, match="cx-assistant init"):
        load_settings(tmp_path / "nothing.toml", environment={})


def test_a_binary_file_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "cx.toml").write_bytes(b"\x80\xff\x00")

    with pytest.raises(ConfigError, match="UTF-8"):
        load_settings(tmp_path / "cx.toml", environment={})


def test_the_environment_sets_what_must_not_stand_in_a_file(tmp_path):
    settings = load(tmp_path, "[model]\ntimeout_seconds = 5", CX_MODEL="openai:gpt-x")

    assert settings.model.chat == "openai:gpt-x"
    assert settings.model.timeout_seconds == 5


def test_the_policy_hash_changes_with_policy_and_not_with_storage(tmp_path):
    plain = load(tmp_path, "").policy_hash

    assert load(tmp_path, "[storage]\ndata = 'elsewhere'").policy_hash == plain
    assert load(tmp_path, "[escalation]\nauto_send = true").policy_hash != plain
