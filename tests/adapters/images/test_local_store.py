import stat
import threading

import pytest

from backend.adapters.images.local_store import LocalImages
from backend.features.content.media.errors import StorageAway

KEY = "0123456789abcdef/" + "a" * 64


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_put_comes_back_and_the_second_time_changes_nothing(tmp_path):
    store = LocalImages(tmp_path)
    store.put(KEY, b"first", "image/png")
    store.put(KEY, b"second", "image/png")
    assert store.get(KEY, "image/png") == b"first"


def test_an_image_can_be_read_by_the_product_only(tmp_path):
    LocalImages(tmp_path / "media").put(KEY, b"mine", "image/png")
    (file,) = files_in(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.relative_to(tmp_path).parts == ("media", "0123456789abcdef", "aa", "a" * 64)


def test_twenty_at_once_leave_one_whole_file(tmp_path):
    content = b"x" * 300_000
    store = LocalImages(tmp_path)
    threads = [
        threading.Thread(target=store.put, args=(KEY, content, "image/png")) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [file.read_bytes() for file in files_in(tmp_path)] == [content]


def test_a_disk_that_refuses_is_told_and_leaves_nothing_half_written(tmp_path):
    store = LocalImages(tmp_path)
    blocked = tmp_path / "0123456789abcdef" / "aa" / ("a" * 64)
    store.put("0123456789abcdef/ab" + "b" * 62, b"other", "image/png")
    before = files_in(tmp_path)
    blocked.parent.parent.joinpath("aa").write_bytes(b"a file where the folder should be")
    with pytest.raises(StorageAway):
        store.put(KEY, b"mine", "image/png")
    with pytest.raises(StorageAway):
        store.get(KEY, "image/png")
    assert [file for file in files_in(tmp_path) if file.name != "aa"] == before


def test_a_name_that_is_taken_by_a_folder_leaves_no_temporary_file(tmp_path):
    from backend.adapters.images.local_store import _write_whole

    target = tmp_path / "taken"
    (target / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="taken"):
        _write_whole(target, b"content")
    assert files_in(tmp_path) == []


def test_no_address_names_a_key_of_the_local_disk(tmp_path):
    assert LocalImages(tmp_path).key_in(f"http://localhost/{KEY}") is None
