from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cx_assistant.errors import ReadError
from cx_assistant.knowledge_base.readers import read
from cx_assistant.knowledge_base.source import Source
from cx_assistant.knowledge_base.sources import find_sources
from cx_assistant.models import IngestFailure


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def names(found: list[Source | IngestFailure]) -> list[str]:
    return [item.path for item in found if isinstance(item, Source)]


def failures(found: list[Source | IngestFailure]) -> dict[str, str]:
    return {item.path: item.reason for item in found if isinstance(item, IngestFailure)}


def test_a_folder_gives_its_files_sorted_under_posix_names(tmp_path: Path) -> None:
    write(tmp_path, **{"b.md": "b", "a/z.html": "z", "a/.hidden.md": "no", "a/logo.png": "no"})

    found = list(find_sources([tmp_path]))

    assert names(found) == ["a/z.html", "b.md"]
    assert failures(found) == {}


def test_a_single_file_is_known_by_its_name(tmp_path: Path) -> None:
    write(tmp_path, **{"deep/faq.txt": "hello"})

    [source] = find_sources([tmp_path / "deep" / "faq.txt"])

    assert isinstance(source, Source)
    assert (source.path, source.load()) == ("faq.txt", b"hello")


def test_a_missing_path_is_a_failure_and_the_rest_goes_on(tmp_path: Path) -> None:
    write(tmp_path, **{"a.md": "a"})

    found = list(find_sources([tmp_path / "nowhere", tmp_path]))

    assert names(found) == ["a.md"]
    assert "does not exist" in failures(found)[str(tmp_path / "nowhere")]


def test_a_format_without_a_reader_is_named(tmp_path: Path) -> None:
    write(tmp_path, **{"a.md": "a", "slides.pptx": "x"})

    found = list(find_sources([tmp_path]))

    assert names(found) == ["a.md"]
    assert "save it as" in failures(found)["slides.pptx"]


def test_excluded_files_are_not_even_reported(tmp_path: Path) -> None:
    write(tmp_path, **{"a.md": "a", "drafts/b.md": "b", "drafts/c.pptx": "c", "notes.tmp.md": "d"})

    found = list(find_sources([tmp_path], exclude=["drafts/**", "*.tmp.md"]))

    assert names(found) == ["a.md"]
    assert failures(found) == {}


@pytest.mark.parametrize("name", ["internal/a.md", "team/Internal/deep/a.md"])
def test_everything_below_a_folder_named_internal_is_internal(tmp_path: Path, name: str) -> None:
    write(tmp_path, **{name: "secret", "public/a.md": "open"})

    internal = {item.path: item.is_internal for item in find_sources([tmp_path]) if is_source(item)}

    assert internal == {name: True, "public/a.md": False}


def is_source(item: Source | IngestFailure) -> bool:
    return isinstance(item, Source)


def test_an_internal_folder_stays_internal_when_ingested_on_its_own(tmp_path: Path) -> None:
    write(tmp_path, **{"internal/hr/a.md": "secret"})

    for argument in (tmp_path / "internal", tmp_path / "internal" / "hr" / "a.md"):
        [source] = find_sources([argument])
        assert isinstance(source, Source)
        assert source.is_internal


def test_internal_globs_replace_the_default(tmp_path: Path) -> None:
    write(tmp_path, **{"staff/a.md": "a", "internal/b.md": "b"})

    found = find_sources([tmp_path], internal=["staff/*"])

    # The glob is held against the whole path, where 'staff' is not at the start.
    assert [item.is_internal for item in found if isinstance(item, Source)] == [False, False]
    found = find_sources([tmp_path], internal=["**/staff/*"])
    assert [item.is_internal for item in found if isinstance(item, Source)] == [False, True]


def test_links_in_circles_end_and_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    inside = write(tmp_path / "kb", **{"a/one.md": "1"})
    write(tmp_path, **{"secret.md": "outside"})
    (inside / "a" / "loop").symlink_to(inside)
    (inside / "out.md").symlink_to(tmp_path / "secret.md")
    (inside / "dead.md").symlink_to(inside / "gone.md")

    found = list(find_sources([inside]))

    assert "a/one.md" in names(found)
    assert len(names(found)) < 10
    assert set(failures(found)) == {"out.md", "dead.md"}


def test_a_file_above_the_limit_is_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, **{"big.md": "x" * 2000, "small.md": "x"})

    found = list(find_sources([tmp_path], max_bytes=1000))

    assert names(found) == ["small.md"]
    assert "max_file_mb" in failures(found)["big.md"]


def test_a_file_that_grows_after_it_was_found_is_still_held_to_the_limit(tmp_path: Path) -> None:
    write(tmp_path, **{"a.md": "x"})
    [source] = find_sources([tmp_path], max_bytes=1000)
    write(tmp_path, **{"a.md": "x" * 2000})

    assert isinstance(source, Source)
    with pytest.raises(ReadError, match="larger"):
        source.load()


def test_two_folders_with_a_file_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    one = write(tmp_path / "one", **{"faq.md": "1"})
    two = write(tmp_path / "two", **{"faq.md": "2"})

    found = list(find_sources([one, two]))

    assert names(found) == ["faq.md"]
    assert "rename" in failures(found)["faq.md"]


def test_the_fingerprint_changes_with_the_bytes_and_with_visibility(tmp_path: Path) -> None:
    write(tmp_path, **{"a.md": "x"})
    [source] = find_sources([tmp_path])
    assert isinstance(source, Source)

    prints = {
        source.fingerprint(b"x"),
        source.fingerprint(b"y"),
        source.marked(is_internal=True).fingerprint(b"x"),
    }

    assert len(prints) == 3
    assert source.fingerprint(b"x") in prints


def make_zip(file: Path, **members: str) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return file


def test_members_of_a_zip_are_named_below_it_and_can_be_read(tmp_path: Path) -> None:
    make_zip(
        tmp_path / "help.zip",
        **{
            "b/faq.md": "# FAQ\n\nYes.",
            "a.txt": "hello",
            "__MACOSX/x.md": "",
            "internal/c.md": "s",
        },
    )

    found = list(find_sources([tmp_path]))

    assert names(found) == ["help.zip/a.txt", "help.zip/b/faq.md", "help.zip/internal/c.md"]
    assert [item.is_internal for item in found if isinstance(item, Source)] == [False, False, True]
    assert isinstance(found[1], Source)
    assert read(found[1])[0].title == "FAQ"


def test_members_that_lead_out_of_the_zip_are_refused(tmp_path: Path) -> None:
    bad = ["../evil.md", "/etc/evil.md", "C:\\evil.md"]
    file = make_zip(tmp_path / "help.zip", **dict.fromkeys([*bad, "good.md"], "x"))

    found = list(find_sources([file]))

    assert names(found) == ["help.zip/good.md"]
    assert len(failures(found)) == 3


def test_a_zip_bomb_is_refused_without_unpacking_it(tmp_path: Path) -> None:
    file = make_zip(tmp_path / "help.zip", **{"bomb.md": "0" * 5_000_000, "ok.md": "fine"})

    found = list(find_sources([file], max_bytes=1_000_000))

    assert names(found) == ["help.zip/ok.md"]
    assert "larger" in failures(found)["help.zip/bomb.md"]


def test_an_encrypted_member_is_reported(tmp_path: Path) -> None:
    file = make_zip(tmp_path / "help.zip", **{"a.md": "text"})
    content = bytearray(file.read_bytes())
    for marker, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(marker) + offset] |= 1  # the flag that says encrypted
    file.write_bytes(content)

    found = list(find_sources([file]))

    assert "encrypted" in failures(found)["help.zip/a.md"]


def test_a_damaged_zip_is_reported_at_once_or_when_read(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 not really")
    good = make_zip(tmp_path / "crc.zip", **{"a.md": "some text that is stored"})
    content = bytearray(good.read_bytes())
    content[40] ^= 0xFF
    good.write_bytes(content)

    found = list(find_sources([tmp_path]))

    assert "damaged" in failures(found)["broken.zip"]
    [source] = [item for item in found if isinstance(item, Source)]
    with pytest.raises(ReadError, match="unpacked"):
        source.load()


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        host = f"http://127.0.0.1:{self.server.server_address[1]}"
        pages = {
            "/sitemap.xml": f"""<?xml version="1.0"?><urlset xmlns="x">
                <url><loc>{host}/help/returns</loc></url>
                <url><loc> {host}/help/a.txt?x=1&amp;y=2 </loc></url>
                <url><loc>http://169.254.169.254/latest/meta-data</loc></url></urlset>""",
            "/index.xml": f"<sitemapindex><sitemap><loc>{host}/sitemap.xml</loc></sitemap>"
            "</sitemapindex>",
            "/list.txt": f"{host}/help/returns\n{host}/missing\n",
            "/help/returns": "<html lang='en'><h1>Returns</h1><p>Within 30 days.</p></html>",
            "/help/a.txt?x=1&y=2": "Plain text.",
            "/big": "x" * 50_000,
        }
        if self.path in {"/away", "/moved"}:
            self.send_response(302)
            away = "http://localhost:1/" if self.path == "/away" else "/help/returns"
            self.send_header("Location", away)
            self.end_headers()
            return
        self.send_response(200 if self.path in pages else 404)
        self.end_headers()
        self.wfile.write(pages.get(self.path, "not here").encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("listing", ["/sitemap.xml", "/index.xml"])
def test_a_sitemap_gives_its_pages_but_only_on_its_own_host(site: str, listing: str) -> None:
    found = list(find_sources([site + listing]))

    host = site.removeprefix("http://")
    assert names(found)[0] == f"{host}/help/returns"
    assert not any("169.254" in name for name in names(found))
    article = read(found[0])[0] if isinstance(found[0], Source) else None
    assert article is not None
    assert (article.title, article.url) == ("Returns", f"{site}/help/returns")


def test_pages_of_a_sitemap_keep_their_query(site: str) -> None:
    found = list(find_sources([f"{site}/sitemap.xml"]))

    source = next(item for item in found if "?" in item.path)
    assert isinstance(source, Source)
    assert source.load() == b"Plain text."
    assert "another host" in next(iter(failures(found).values()))


def test_a_list_of_addresses_may_come_from_the_web_or_from_a_file(
    site: str, tmp_path: Path
) -> None:
    (tmp_path / "pages.urls").write_text(f"{site}/help/returns\n\n{site}/missing\n")

    for argument in (f"{site}/list.txt", tmp_path / "pages.urls"):
        returns, missing = find_sources([argument])
        assert isinstance(returns, Source)
        assert isinstance(missing, Source)
        assert read(returns)[0].title == "Returns"
        with pytest.raises(ReadError, match="404"):
            missing.load()


def test_a_single_page_is_fetched_and_redirects_stay_on_the_host(site: str) -> None:
    moved, away = find_sources([f"{site}/moved", f"{site}/away"])

    assert isinstance(moved, Source)
    assert b"30 days" in moved.load()
    assert isinstance(away, IngestFailure)
    assert "another host" in away.reason


def test_a_page_above_the_limit_or_without_a_server_is_a_failure(site: str) -> None:
    big, dead = find_sources([f"{site}/big", "http://127.0.0.1:1/"], max_bytes=10_000)

    assert isinstance(big, IngestFailure)
    assert "larger" in big.reason
    assert isinstance(dead, IngestFailure)
    assert "could not be fetched" in dead.reason
