"""Every command and sample in the README does what it says."""

import importlib.util
import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cx_assistant.cli.app import app
from cx_assistant.settings import load_settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", README, re.MULTILINE | re.DOTALL)
    return [text for _, text in found]


def test_the_first_commands_are_the_set_up_and_the_tests():
    first, second, *_ = blocks("sh")

    assert first.strip().endswith("cx-assistant demo")
    assert second.strip().endswith("pytest")
    as_in_ci = second.strip().replace(".venv/bin/", '"$venv/bin/').replace(".venv", '"$venv"')
    as_in_ci = re.sub(r'("\$venv/bin/\w+)', r'\1"', as_in_ci)
    assert as_in_ci in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_python_sample_runs_as_it_stands(tmp_path, monkeypatch, capsys):
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge", ignore=lambda *_: {".cx"})
    monkeypatch.chdir(tmp_path)
    (sample,) = blocks("python")

    exec(compile(sample, "README.md", "exec"), {})

    assert "4–6 working days" in capsys.readouterr().out


@pytest.fixture
def new_shop(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_commands_for_your_own_shop_run_in_order(new_shop):
    lines = [line.partition("#")[0].strip() for line in blocks("sh")[2].splitlines()]
    runner = CliRunner()
    for line in filter(None, lines):
        program, *arguments = shlex.split(line)
        assert program == "cx-assistant"
        result = runner.invoke(app, arguments, catch_exceptions=False)
        assert result.exit_code == 0, f"{line}: {result.output}"
        if arguments == ["init"]:
            fill(new_shop)
    assert (new_shop / "results.jsonl").read_text(encoding="utf-8").count('"outcome"') == 14


@pytest.mark.parametrize("line", blocks("sh")[4].splitlines())
def test_the_commands_for_measuring_run(line, monkeypatch):
    monkeypatch.chdir(ROOT)
    program, *arguments = shlex.split(line)

    result = CliRunner().invoke(app, arguments, catch_exceptions=False)

    assert program == "cx-assistant"
    assert result.exit_code == 0, result.output


def test_the_commands_about_one_customer_run_on_the_sample_shop(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "knowledge", tmp_path / "shop", ignore=lambda *_: {".cx"})
    monkeypatch.chdir(tmp_path / "shop")
    runner = CliRunner()
    assert runner.invoke(app, ["ingest"]).exit_code == 0
    assert runner.invoke(app, ["orders", "import"]).exit_code == 0
    said = []
    for line in blocks("sh")[3].splitlines():
        _, *arguments = shlex.split(line.partition("  #")[0])
        result = runner.invoke(app, arguments, catch_exceptions=False)
        assert result.exit_code == 0, f"{line}: {result.output}"
        said.append(result.output)
    assert "Proposal · cancel NL-20485 · allowed" in said[0]
    assert "C-1029" in said[1]
    assert "Emma Hartley" in said[2]
    assert "Would remove" in said[3]


def fill(folder: Path) -> None:
    """What a shop would do between `init` and `ingest`."""
    shop = ROOT / "knowledge"
    shutil.copytree(shop / "articles" / "returns", folder / "articles" / "returns")
    shutil.copy(shop / "orders" / "orders.json", folder / "orders")
    shutil.copy(shop / "tickets.jsonl", folder)
    config = folder / "cx.toml"
    config.write_text(
        config.read_text().replace("paths = []", 'paths = ["orders/orders.json"]'),
    )


@pytest.mark.parametrize("text", blocks("toml"))
def test_the_configuration_samples_are_valid(text, tmp_path):
    (tmp_path / "cx.toml").write_text(re.sub(r"^ {2}", "", text, flags=re.MULTILINE))

    load_settings(tmp_path / "cx.toml", environment={})


@pytest.mark.parametrize("target", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_links_lead_somewhere(target):
    assert (ROOT / target).exists()


@pytest.mark.parametrize("name", re.findall(r"`(\w+/)`", README))
def test_the_folders_it_names_are_there(name):
    assert (ROOT / name).is_dir() or (ROOT / "cx_assistant" / name).is_dir()


def test_what_it_shows_of_the_demo_is_what_the_demo_prints(assistant):
    spec = importlib.util.spec_from_file_location("readme", ROOT / "tools" / "update_readme.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    shown = tool.with_demo(README, tool.demo_text(assistant))

    assert without_confidence(shown) == without_confidence(README)


def without_confidence(text: str) -> str:
    """Processors differ in the last digits of the embedder's vectors."""
    return re.sub(r"confidence \d\.\d\d", "confidence", text)
