"""Path patterns as people write them in `cx.toml`: `**/internal/**`, `drafts/*.md`, `*.tmp`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable


def matcher(globs: Iterable[str]) -> Callable[[str], bool]:
    """A test for POSIX paths: does any of these patterns match? Upper and lower case are equal.

    `**` spans folders, `*` and `?` do not. A pattern without a slash matches names in any folder,
    one that ends in a slash everything below that folder.
    """
    patterns = [re.compile(_regex(glob), re.IGNORECASE) for glob in globs]
    return lambda path: any(pattern.fullmatch(path) for pattern in patterns)


_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|\[[^\]]+\]|[^*?\[]+|\[")


def _regex(glob: str) -> str:
    glob = glob.removeprefix("./")
    if glob.endswith("/"):
        glob += "**"
    if "/" not in glob:
        glob = f"**/{glob}"
    return "".join(_translated(token) for token in _TOKEN.findall(glob.removeprefix("/")))


def _translated(token: str) -> str:
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if token in known:
        return known[token]
    if len(token) > 2 and token.startswith("["):
        inner = token[1:-1].replace("\\", "\\\\")
        return f"[^{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
    return re.escape(token)
