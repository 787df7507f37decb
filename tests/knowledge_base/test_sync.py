from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import pytest

from cx_assistant.errors import BackendError, EmbedderMismatchError, InputError
from cx_assistant.knowledge_base.reembed import reembed_all
from cx_assistant.knowledge_base.sync import Progress
from cx_assistant.models import IngestReport, Visibility
from cx_assistant.settings.schema import KnowledgeSettings
from cx_assistant.testing.fakes import HashEmbedder
from tests.knowledge_base.sync_kit import Kit, write_articles

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[Kit]:
    opened = Kit(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "kb"
    made.mkdir()
    write(made, "returns.md", "You can return a tent within 30 days.")
    write(made, "shipping/costs.md", "Shipping costs 4.90 euros.")
    write(made, "shipping/times.md", "A parcel takes two days.")
    return made


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    title = Path(name).stem.title()
    file.write_text(f"---\nlanguage: en\n---\n# {title}\n\n{text}\n", encoding="utf-8")
    return file


def text_of(kit: Kit, path: str) -> str:
    article = kit.articles.article(path)
    assert article is not None, f"{path} is not in the store"
    return article.text


def summary(report: IngestReport) -> tuple[tuple[str, ...], ...]:
    return report.added, report.changed, report.removed, report.unchanged


def test_a_first_ingest_stores_and_embeds_everything(kit: Kit, folder: Path) -> None:
    report = kit.sync.run([folder])

    assert report.added == ("returns.md", "shipping/costs.md", "shipping/times.md")
    assert report.passages == report.embedded == kit.articles.counts().passages == 3
    assert "30 days" in text_of(kit, "returns.md")


def test_only_what_differs_is_added_changed_and_removed(kit: Kit, folder: Path) -> None:
    kit.sync.run([folder])
    write(folder, "returns.md", "You can return a tent within 14 days.")
    write(folder, "gifts.md", "Gift cards are valid for three years.")
    (folder / "shipping/times.md").unlink()

    report = kit.sync.run([folder])

    assert summary(report) == (
        ("gifts.md",),
        ("returns.md",),
        ("shipping/times.md",),
        ("shipping/costs.md",),
    )
    assert report.embedded == 2
    assert "14 days" in text_of(kit, "returns.md")
    assert kit.articles.article("shipping/times.md") is None


def test_what_has_not_changed_is_neither_read_nor_embedded_nor_indexed_again(
    kit: Kit, folder: Path
) -> None:
    kit.sync.run([folder])
    kit.outbox.done_through(kit.outbox.last_id())
    embedded, revision = kit.embedder.embedded, kit.state.index_revision
    for file in folder.rglob("*.md"):
        os.utime(file, (0, 0))  # other dates are no other content

    report = kit.sync.run([folder])

    assert len(report.unchanged) == 3
    assert (kit.embedder.embedded, kit.outbox.count()) == (embedded, 0)
    assert kit.state.index_revision == revision


def test_a_renamed_file_costs_no_embedding(kit: Kit, folder: Path) -> None:
    kit.sync.run([folder])
    (folder / "returns.md").rename(folder / "sending-back.md")

    report = kit.sync.run([folder])

    assert (report.added, report.removed) == (("sending-back.md",), ("returns.md",))
    assert report.embedded == 0


def test_another_folder_s_articles_are_left_alone(kit: Kit, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write(other, "jobs.md", "We hire climbers.")
    kit.sync.run([folder])
    kit.sync.run([other])
    (folder / "returns.md").unlink()

    report = kit.sync.run([other])

    assert (report.removed, report.unchanged) == ((), ("jobs.md",))
    assert "30 days" in text_of(kit, "returns.md")


def test_a_single_file_updates_its_article_and_removes_nothing(kit: Kit, folder: Path) -> None:
    kit.sync.run([folder])
    file = write(folder, "shipping/costs.md", "Shipping is free.")
    (folder / "returns.md").unlink()

    report = kit.sync.run([file])

    assert summary(report) == ((), ("shipping/costs.md",), (), ())
    assert kit.articles.counts().articles == 3


def test_a_new_file_has_the_same_name_alone_and_with_its_folder(kit: Kit, folder: Path) -> None:
    kit.sync.run([folder])
    file = write(folder, "shipping/abroad.md", "We ship to Norway.")

    alone = kit.sync.run([file])
    again = kit.sync.run([folder])

    assert alone.added == ("shipping/abroad.md",)
    assert (len(again.unchanged), again.added, again.removed) == (4, (), ())


def test_part_of_a_folder_can_be_ingested_by_itself(kit: Kit, folder: Path) -> None:
    kit.sync.run([folder])
    (folder / "shipping/times.md").unlink()
    (folder / "returns.md").unlink()

    report = kit.sync.run([folder / "shipping"])

    assert summary(report) == ((), (), ("shipping/times.md",), ("shipping/costs.md",))
    assert kit.articles.article("returns.md") is not None


def test_a_wider_folder_takes_over_what_came_from_a_part_of_it(kit: Kit, folder: Path) -> None:
    write(folder, "costs.md", "Repairs cost 20 euros.")  # the name a part of it uses already
    kit.sync.run([folder / "shipping"])

    report = kit.sync.run([folder])

    assert report.failed == ()
    assert "Repairs" in text_of(kit, "costs.md")
    assert "4.90" in text_of(kit, "shipping/costs.md")
    assert kit.articles.counts().articles == 4
    assert len(kit.sync.run([folder]).unchanged) == 4


def test_two_folders_with_one_name_for_two_articles_never_overwrite_each_other(
    kit: Kit, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    write(other, "returns.md", "Never send anything back.")
    write(other, "jobs.md", "We hire climbers.")
    kit.sync.run([folder])

    for paths in ([other], [folder, other], [other, folder]):
        report = kit.sync.run(paths)

        assert [failure.path for failure in report.failed] == ["returns.md"]
        assert "rename one" in report.failed[0].reason
        assert "30 days" in text_of(kit, "returns.md")
        assert "climbers" in text_of(kit, "jobs.md")


def test_a_folder_that_moved_is_recognised(kit: Kit, folder: Path, tmp_path: Path) -> None:
    kit.sync.run([folder])
    moved = tmp_path / "elsewhere" / "kb"
    moved.parent.mkdir()
    shutil.move(folder, moved)
    write(moved, "returns.md", "You can return a tent within 14 days.")
    (moved / "shipping/times.md").unlink()
    write(moved, "shipping/abroad.md", "We ship to Norway.")

    # Two of three files are left, one of them unchanged: less than half of it, so not the same.
    assert [failure.path for failure in kit.sync.run([moved]).failed] != []

    write(moved, "shipping/times.md", "A parcel takes two days.")
    report = kit.sync.run([moved])

    assert report.failed == ()
    assert report.changed == ("returns.md",)
    assert kit.articles.counts().articles == 4
    assert len(kit.sync.run([moved]).unchanged) == 4


@pytest.mark.parametrize("is_there", [True, False])
def test_an_empty_or_missing_folder_never_wipes_what_came_from_it(
    kit: Kit, folder: Path, is_there: bool
) -> None:
    kit.sync.run([folder])
    shutil.rmtree(folder)
    if is_there:
        folder.mkdir()

    with pytest.raises(InputError, match="nothing was changed; check the path"):
        kit.sync.run([folder])
    assert kit.articles.counts().articles == 3

    report = kit.sync.run([folder], allow_empty=True)
    assert len(report.removed) == 3
    assert kit.articles.counts().model_dump() == {"sources": 0, "articles": 0, "passages": 0}


def test_a_missing_folder_among_others_stops_the_run_before_anything_changes(
    kit: Kit, folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="not-mounted"):
        kit.sync.run([folder, tmp_path / "not-mounted"])

    assert kit.articles.counts().articles == 0


def test_a_file_that_broke_keeps_its_last_good_version_and_says_so(kit: Kit, folder: Path) -> None:
    kit.sync.run([folder])
    (folder / "returns.md").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing else")

    for _ in range(2):
        report = kit.sync.run([folder])

        reasons = {failure.path: failure.reason for failure in report.failed}
        assert reasons.keys() == {"returns.md", "broken.pdf"}
        assert "the version ingested before stays" in reasons["returns.md"]
        assert "stays" not in reasons["broken.pdf"]
        assert report.removed == ()
        assert "30 days" in text_of(kit, "returns.md")

    write(folder, "returns.md", "Mended: 60 days.")
    assert kit.sync.run([folder]).changed == ("returns.md",)


def test_a_file_that_grew_too_large_keeps_its_last_good_version(tmp_path: Path) -> None:
    kit = Kit(tmp_path / "data", settings=KnowledgeSettings(max_file_mb=1))
    file = write(tmp_path / "kb", "a.md", "Small.")
    write(tmp_path / "kb", "b.md", "Other.")
    kit.sync.run([tmp_path / "kb"])
    write(tmp_path / "kb", "a.md", "large " * 200_000)

    report = kit.sync.run([file.parent])

    assert report.removed == ()
    assert "the version ingested before stays" in report.failed[0].reason
    assert "Small." in text_of(kit, "a.md")
    kit.close()


def test_a_damaged_archive_keeps_every_article_that_came_from_it(kit: Kit, folder: Path) -> None:
    archive = folder / "old.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("one.md", "# One\n\nFirst.")
        packed.writestr("deep/two.md", "# Two\n\nSecond.")
    kit.sync.run([folder])
    archive.write_bytes(archive.read_bytes()[:60])

    report = kit.sync.run([folder])

    assert [failure.path for failure in report.failed] == ["old.zip"]
    assert report.removed == ()
    assert "Second." in text_of(kit, "old.zip/deep/two.md")


def test_a_file_excluded_later_is_removed(kit: Kit, folder: Path) -> None:
    kit.sync.run([folder])
    kit.settings = KnowledgeSettings(exclude=("shipping/**",))

    assert kit.sync.run([folder]).removed == ("shipping/costs.md", "shipping/times.md")


def test_an_article_declared_internal_later_is_no_longer_public(kit: Kit, folder: Path) -> None:
    kit.sync.run([folder])
    kit.settings = KnowledgeSettings(internal=("**/shipping/**",))

    report = kit.sync.run([folder])

    article = kit.articles.article("shipping/costs.md")
    assert article is not None
    assert article.visibility is Visibility.INTERNAL
    assert report.changed == ("shipping/costs.md", "shipping/times.md")
    assert report.embedded == 0
    assert len(kit.articles.all_passage_ids("passages-public-en")) == 1


def test_a_row_with_another_validity_comes_and_goes_with_its_table(kit: Kit, folder: Path) -> None:
    table = folder / "faq.csv"
    rows = "question,answer,visibility\nOpen?,From nine to five.,public\n"
    table.write_text(rows + "Margin?,Forty percent.,internal\n", encoding="utf-8")
    kit.settings = KnowledgeSettings(exclude=("*.md",))
    first = kit.sync.run([folder])

    table.write_text(rows, encoding="utf-8")
    second = kit.sync.run([folder])

    assert len(first.added) == 2
    stored = kit.articles.counts()
    assert (stored.sources, stored.articles) == (1, 1)
    assert len(second.removed) >= 1


class _Failing(HashEmbedder):
    """Works for some batches, then no more, like a provider whose quota is used up."""

    def __init__(self, batches: int) -> None:
        super().__init__()
        self.left = batches

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.left -= 1
        if self.left < 0:
            raise BackendError("the quota is used up")
        return super().embed(texts)


def test_an_embedder_that_fails_halfway_costs_nothing_that_was_done_or_known(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "kb"
    write_articles(folder, 20)
    write(folder, "old.md", "To be deleted.")
    kit = Kit(tmp_path / "data", embedder=HashEmbedder())
    kit.sync.run([folder / "old.md"])
    (folder / "old.md").unlink()
    kit.embedder = _Failing(batches=2)

    with pytest.raises(BackendError, match="quota"):
        kit.sync.run([folder])
    done = kit.articles.counts().articles - 1
    assert 0 < done < 20
    assert kit.articles.article("old.md") is not None

    kit.embedder = HashEmbedder()
    report = kit.sync.run([folder])
    assert (len(report.added), len(report.unchanged)) == (20 - done, done)
    assert report.removed == ("old.md",)
    kit.close()


def test_a_source_larger_than_a_batch_is_embedded_in_parts_and_stored_whole(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "kb"
    sections = "\n\n".join(f"## Part {part}\n\n" + f"Rule {part}. " * 40 for part in range(100))
    write(folder, "long.md", sections)
    kit = Kit(tmp_path / "data", embedder=_Failing(batches=2), texts_per_batch=8)

    with pytest.raises(BackendError, match="quota"):
        kit.sync.run([folder])
    assert kit.articles.counts().articles == 0

    kit.embedder = HashEmbedder()
    report = kit.sync.run([folder])
    assert report.passages >= 100
    # What was embedded before the failure was kept.
    assert report.embedded == report.passages - 2 * 16
    kit.close()


def test_another_embedder_is_refused_with_the_fix_and_accepted_after_it(
    kit: Kit, folder: Path
) -> None:
    kit.sync.run([folder])
    write(folder, "returns.md", "New text.")
    kit.embedder = HashEmbedder(dimensions=32)

    with pytest.raises(EmbedderMismatchError, match=r"hash-64.*hash-32.*reindex --embed"):
        kit.sync.run([folder])

    reembed_all(kit.database, kit.embedder)
    assert kit.sync.run([folder]).changed == ("returns.md",)


def test_a_new_reader_reads_everything_again_but_reports_only_what_differs(
    kit: Kit, folder: Path
) -> None:
    kit.sync.run([folder])
    kit.language = "de"  # part of how articles are read; these name their language themselves

    report = kit.sync.run([folder])

    assert len(report.unchanged) == 3
    assert report.embedded == 0
    assert all(row.reader.endswith("de") for row in kit.articles.known_sources())


def test_progress_never_goes_back_and_reaches_the_end(tmp_path: Path) -> None:
    write_articles(tmp_path / "kb", 12)
    kit = Kit(tmp_path / "data")
    seen: list[Progress] = []

    kit.sync.run([tmp_path / "kb"], on_progress=seen.append)

    looking = [each.done for each in seen if each.step == "looking"]
    reading = [each for each in seen if each.step == "reading"]
    assert looking == sorted(looking)
    assert looking[-1] == 12
    assert [each.done for each in reading] == list(range(13))
    assert {each.total for each in reading} == {12}
    assert reading[-1].embedded == kit.articles.counts().passages
    kit.close()


def test_a_thousand_unchanged_files_are_passed_over_quickly(tmp_path: Path) -> None:
    folder = tmp_path / "kb"
    for number in range(1000):
        write(folder, f"{number % 20}/{number}.md", f"Rule {number}.")
    kit = Kit(tmp_path / "data", texts_per_batch=256)
    kit.sync.run([folder])
    embedded = kit.embedder.embedded
    started = process_time()

    report = kit.sync.run([folder])

    assert process_time() - started < 2
    assert len(report.unchanged) == 1000
    assert kit.embedder.embedded == embedded
    kit.close()
