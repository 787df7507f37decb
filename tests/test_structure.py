"""What a reader may rely on: imports point one way, and importing is cheap."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cx_assistant"

# From the ground up; a module may import its own layer and the layers before it.
LAYERS = [
    {"errors", "languages", "resources", "order_keys", "stopwatch", "hours", "phrases", "models"},
    {
        *("settings.schema", "settings.order_schema", "settings.source_schema"),
        *("settings.policy_schema", "settings.loading", "protocols"),
    },
    {"backends", "store"},
    {"intake", "knowledge_base", "orders", "actions", "drafting", "grounding", "escalation"},
    {
        *("order_telling", "order_opening", "order_finding", "seeking", "finding"),
        *("checking", "outcomes", "results", "tickets"),
    },
    {"assistant"},
    {"settings", "installation", "privacy", "evaluation", "langchain", "testing"},
    {"cli"},
    {"__main__"},
]


def layer_of(module: str) -> int:
    parts = module.removeprefix("cx_assistant").strip(".").split(".")
    for names in (".".join(parts[:2]), parts[0]):
        for number, layer in enumerate(LAYERS):
            if names in layer:
                return number
    return 0


def imports_of(file: Path) -> list[str]:
    """Modules of the package that a file imports when it is imported itself."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = []
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cx_assistant."):
            found.append(node.module)
    return found


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=[str(f.relative_to(PACKAGE)) for f in FILES])
def test_imports_point_one_way(file):
    module = ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts)

    upward = [name for name in imports_of(file) if layer_of(name) > layer_of(module)]

    assert not upward, f"{module} imports {upward}"


@pytest.mark.parametrize("file", FILES, ids=[str(f.relative_to(PACKAGE)) for f in FILES])
def test_a_module_holds_one_idea(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 300


def loaded_by(code: str) -> set[str]:
    script = f"{code}\nimport sys; print(*sys.modules)"
    finished = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(finished.stdout.split())


HEAVY = {
    *("chromadb", "langchain", "langchain_core", "openai", "onnxruntime", "numpy", "sqlalchemy"),
    *("tantivy", "tokenizers", "tiktoken", "matplotlib", "holidays"),
}


@pytest.mark.parametrize(
    "code",
    [
        "import cx_assistant",
        "from cx_assistant import Assistant, Ticket, Reply",
        "import cx_assistant.cli.app",
    ],
)
def test_importing_loads_no_vendor(code):
    assert not HEAVY & loaded_by(code)
