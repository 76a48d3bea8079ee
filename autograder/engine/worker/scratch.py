"""The one place where a worker may write: fresh for each check, limited, gone after it."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Protocol

from autograder.engine.worker.kernel import MS_NODEV, MS_NOEXEC, MS_NOSUID, mount, unmount


class Scratch(Protocol):
    """A folder at `path` between `fresh` and `clear`."""

    path: Path

    def fresh(self, size: int, files: int) -> None: ...
    def full(self) -> bool: ...
    def clear(self) -> None: ...
    def close(self) -> None: ...


class Mounted:
    """A file system in memory, which the kernel keeps below its size and number of files."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fresh(self, size: int, files: int) -> None:
        """Raises OSError."""
        options = f"size={size},nr_inodes={files + 1},mode=0700"
        mount("scratch", str(self.path), "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options)

    def full(self) -> bool:
        found = os.statvfs(self.path)
        return found.f_bfree == 0 or found.f_ffree == 0

    def clear(self) -> None:
        unmount(str(self.path))

    def close(self) -> None:
        """Nothing is left of it."""


class Folder:
    """A folder on disk. Somebody has to look how full it is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._size = self._files = 0

    def fresh(self, size: int, files: int) -> None:
        self._size, self._files = size, files

    def full(self) -> bool:
        """Looks at no more entries than the limit allows, and follows no link. What cannot be looked into is full."""
        size = count = 0
        folders = [self.path]
        while folders:
            try:
                entries = list(os.scandir(folders.pop()))
            except FileNotFoundError:  # removed meanwhile
                continue
            except OSError:  # a path too long, a folder without the right to list it
                return True
            for entry in entries:
                size += _size(entry)
                count += 1
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
            if size > self._size or count > self._files:
                return True
        return False

    def clear(self) -> None:
        """Remove everything in the folder, whatever its depth and modes."""
        empty(self.path)

    def close(self) -> None:
        """Remove the folder itself."""
        self.path.rmdir()


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_blocks * 512
    except OSError:
        return 0


def empty(folder: Path) -> None:
    """Remove what is in `folder`, however deep: a folder's folders are moved up before it is removed."""
    token, count = os.urandom(8).hex(), 0
    while entries := list(os.scandir(folder)):
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.path)  # noqa: PTH108 - thousands of them
                continue
            os.chmod(entry.path, stat.S_IRWXU)  # noqa: PTH101 - it may have been made without rights
            for inner in list(os.scandir(entry.path)):
                count += 1
                _up(inner, folder / f"{token}-{count}")
            os.rmdir(entry.path)  # noqa: PTH106


def _up(entry: os.DirEntry[str], place: Path) -> None:
    if not entry.is_dir(follow_symlinks=False):
        os.unlink(entry.path)  # noqa: PTH108
        return
    os.chmod(entry.path, stat.S_IRWXU)  # noqa: PTH101 - a folder is moved only by who may write in it
    os.rename(entry.path, place)  # noqa: PTH104
