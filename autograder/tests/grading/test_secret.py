"""The term's secret: made once, readable for its owner only, and different inputs for each window."""

from __future__ import annotations

import os
import stat

import pytest

from autograder.engine.seeds import PUBLIC, keyed
from autograder.grading import secret
from autograder.tests.grading.conftest import SECRET


def test_it_is_made_once_and_read_after_that(tmp_path):
    path = tmp_path / "new" / "term-secret"
    key, made = secret.read_or_make(path)
    assert made
    assert len(key) == 32
    assert secret.read_or_make(path) == (key, False)
    assert secret.read_or_make(tmp_path / "other")[0] != key


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_only_its_owner_may_read_it(tmp_path):
    secret.read_or_make(tmp_path / "term-secret")
    assert stat.S_IMODE((tmp_path / "term-secret").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"hello", b"abcd", b"\xff\xfe", b"00" * 15, "é".encode() * 40])
def test_a_file_that_holds_something_else_is_refused_and_kept(content, tmp_path):
    path = tmp_path / "term-secret"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="does not hold a term's secret: name another file with --secret") as refused:
        secret.read_or_make(path)
    assert str(path) in str(refused.value)
    assert path.read_bytes() == content


def test_the_default_is_in_the_settings_of_the_user(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert secret.default_path() == tmp_path / "dlf-autograder" / "term-secret"


def test_seeds_differ_by_secret_chapter_and_window():
    seeds = [
        keyed(key, chapter, window)
        for key in (SECRET, SECRET[::-1])
        for chapter in ("ch01_neural_networks", "ch02_backpropagation")
        for window in ("1", "2")
    ]
    assert len({seed.id for seed in [*seeds, PUBLIC]}) == 9
    assert len({seed.stream("softmax:holds") for seed in [*seeds, PUBLIC]}) == 9
    assert keyed(SECRET, "ch01", "1") == keyed(SECRET, "ch01", "1")


def test_nothing_that_is_shown_holds_the_secret():
    seed = keyed(SECRET, "ch01", "1")
    assert seed.secret.hex() not in repr(seed) + str(seed) + seed.id
    assert SECRET.hex() not in repr(seed) + str(seed) + seed.id


def test_a_short_secret_is_refused():
    with pytest.raises(ValueError, match="shorter than 16 bytes"):
        keyed(b"short", "ch01", "1")
