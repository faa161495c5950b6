import zipfile
from pathlib import Path

import pytest

from webapp.cli.sources import find
from webapp.config import MAX_BYTES
from webapp.errors import Refusal, TooLarge


def fill(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())


def pack(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    return path


def names_in(folder: Path, recursive: bool = True) -> list[str]:
    return [str(source.place) for source in find([folder], recursive)]


def test_a_folder_gives_its_photos_in_the_order_of_their_names(tmp_path: Path):
    fill(tmp_path, "b.jpg", "a10.PNG", "a2.heic", "notes.txt", ".hidden.jpg", "c.pdf", "inner/d.jpg")
    assert names_in(tmp_path, recursive=False) == ["a10.PNG", "a2.heic", "b.jpg", "c.pdf"]


def test_folders_within_are_read_where_that_is_asked_for(tmp_path: Path):
    fill(tmp_path, "b.jpg", "c/1.jpg", "c/deep/2.tif", "d.jpg", ".git/x.jpg")
    assert names_in(tmp_path) == ["b.jpg", "c/1.jpg", "c/deep/2.tif", "d.jpg"]


def test_a_link_to_a_folder_above_is_no_way_round_and_round(tmp_path: Path):
    fill(tmp_path, "in/a.jpg")
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    assert names_in(tmp_path) == ["in/a.jpg"]


def test_a_file_that_is_named_itself_may_be_called_anything(tmp_path: Path):
    fill(tmp_path, ".photo")
    (source,) = find([tmp_path / ".photo"])
    assert (source.name, source.read()) == (str(tmp_path / ".photo"), b".photo")


def test_an_archive_gives_its_photos_in_the_order_of_their_names(tmp_path: Path):
    archive = pack(tmp_path / "all.zip", "z.jpg", "in/a.jpg", "readme.txt", "__MACOSX/._a.jpg", "in/.b.jpg")
    found = list(find([tmp_path]))
    assert [source.name for source in found] == [f"{archive}/in/a.jpg", f"{archive}/z.jpg"]
    assert [str(source.place) for source in found] == ["all.zip/in/a.jpg", "all.zip/z.jpg"]
    assert [source.read() for source in found] == [b"in/a.jpg", b"z.jpg"]


def test_a_damaged_archive_is_one_file_with_its_reason(tmp_path: Path):
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 and no more")
    (source,) = find([tmp_path])
    with pytest.raises(Refusal, match="I cannot open this archive"):
        source.read()


def test_a_damaged_photo_in_an_archive_is_refused(tmp_path: Path):
    archive = pack(tmp_path / "a.zip", "one.jpg")
    archive.write_bytes(archive.read_bytes().replace(b"one.jpgone.jpg", b"one.jpgONE.jpg"))  # its checksum is wrong now
    (source,) = find([archive])
    with pytest.raises(Refusal, match="damaged or locked"):
        source.read()


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path):
    with (tmp_path / "large.jpg").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with zipfile.ZipFile(tmp_path / "pack.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(tmp_path / "large.jpg", "bomb.jpg")
    for source in find([tmp_path]):
        with pytest.raises(TooLarge, match="16.1 MB"):
            source.read()


@pytest.mark.parametrize("name", ["missing.jpg", "missing.zip"])
def test_what_is_not_there_is_told_when_it_is_opened(tmp_path: Path, name: str):
    (source,) = find([tmp_path / name])
    with pytest.raises(Refusal, match="No such file"):
        source.read()
