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


class Folder:
    """A folder on disk. Somebody has to look how full it is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._size = self._files = 0

    def fresh(self, size: int, files: int) -> None:
        self._size, self._files = size, files

    def full(self) -> bool:
        """Looks at no more entries than the limit allows, and follows no link."""
        size = count = 0
        folders = [self.path]
        while folders:
            for entry in _entries(folders.pop()):
                size += _size(entry)
                count += 1
                if size > self._size or count > self._files:
                    return True
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
        return False

    def clear(self) -> None:
        """Remove everything in the folder, whatever its depth and modes."""
        empty(self.path)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        return list(os.scandir(folder))
    except OSError:  # removed meanwhile
        return []


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_blocks * 512
    except OSError:
        return 0


def empty(folder: Path) -> None:
    """Remove what is in `folder` without recursion: folders in folders are moved up first."""
    count = 0
    while entries := _entries(folder):
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.path)  # noqa: PTH108 - names may be long
                continue
            os.chmod(entry.path, stat.S_IRWXU)  # noqa: PTH101
            for inner in _entries(Path(entry.path)):
                count += 1
                if inner.is_dir(follow_symlinks=False):
                    os.chmod(inner.path, stat.S_IRWXU)  # noqa: PTH101 - without it the folder cannot be moved
                    os.rename(inner.path, folder / f"moved-up-{os.getpid()}-{count}")  # noqa: PTH104
                else:
                    os.unlink(inner.path)  # noqa: PTH108
            os.rmdir(entry.path)  # noqa: PTH106
