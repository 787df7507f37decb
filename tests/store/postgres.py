"""Starts a PostgreSQL server of its own for the tests, where its programs are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, if there is one."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


def account() -> pwd.struct_passwd | None:
    """The user to run it as: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid())
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


@contextmanager
def running_server(bin_folder: Path, user: pwd.struct_passwd) -> Iterator[str]:
    """The URL of an empty database, reachable through a socket in a temporary folder only."""
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        os.chown(home, user.pw_uid, user.pw_gid)
        data = home / "data"
        _call(user, bin_folder / "initdb", "-D", data, "-U", "tester", "-A", "trust", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off"
        control = (bin_folder / "pg_ctl", "-D", data, "-w")
        _call(user, *control, "-o", options, "-l", home / "log", "start")
        try:
            yield f"postgresql://tester@/postgres?host={home}"
        finally:
            _call(user, *control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _call(user: pwd.struct_passwd, *command: str | Path) -> None:
    is_root = os.getuid() == 0
    subprocess.run(
        [str(word) for word in command],
        check=True,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user.pw_uid if is_root else None,
        group=user.pw_gid if is_root else None,
    )
