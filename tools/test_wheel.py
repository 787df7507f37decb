"""Builds the wheel, installs it alone into a fresh environment, and runs the main job from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
NEEDED = (
    "cx_assistant/py.typed",
    "cx_assistant/_shipped/prompts/draft_reply.md",
    "cx_assistant/_shipped/knowledge/cx.toml",
    "cx_assistant/_shipped/knowledge/tickets.jsonl",
    "cx_assistant/_shipped/knowledge/orders/orders.json",
    "cx_assistant/backends/models/all-minilm-l6-v2-int8/model.onnx",
    "cx_assistant/backends/models/all-minilm-l6-v2-int8/LICENSE",
    "cx_assistant/phrases/en.toml",
    "cx_assistant/store/migrations/env.py",
)
FOREIGN = ("tests/", "benchmarks/", "tools/", "examples/", "docs/")


def run(*command: str | Path, cwd: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "CX_"))}
    finished = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if finished.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {finished.returncode}")
    return finished.stdout


def check_contents(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    missing = [name for name in NEEDED if name not in names]
    foreign = [name for name in names if name.startswith(FOREIGN)]
    if missing or foreign:
        sys.exit(f"{wheel.name} lacks {missing} or holds {foreign[:5]}")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(sys.executable, "-m", "build", "--wheel", "-o", folder, ROOT, cwd=folder)
        (wheel,) = folder.glob("*.whl")
        check_contents(wheel)
        venv.create(folder / "venv", with_pip=True)
        scripts = folder / "venv" / "bin"
        run(scripts / "pip", "install", "-q", wheel, cwd=folder)
        lines = run(scripts / "cx-assistant", "demo", "--json", cwd=folder).splitlines()
        outcomes = {json.loads(line)["outcome"] for line in lines}
        if outcomes != {"reply", "clarification", "escalation"}:
            sys.exit(f"the demo from the wheel gave only {sorted(outcomes)}")
        print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB, {len(lines)} tickets answered")


if __name__ == "__main__":
    main()
