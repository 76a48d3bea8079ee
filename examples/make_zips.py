"""Pack the submissions that came as zips: `python examples/make_zips.py`. The same bytes on every machine."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
BOM = b"\xef\xbb\xbf"


def entries() -> dict[str, list[tuple[str, bytes]]]:
    """Path of each zip -> what it holds, as (name in the zip, content)."""
    return {
        "class_ch01/chiara.zip": _with_caches("class_ch01/chiara", "Chapter 1 FINAL (2)/my work/"),
        "class_ch01/greta.zip": _from_a_mac("class_ch01/greta", "ch01_neural_networks/"),
        "class_ch01/hiro.zip": _from_windows("class_ch01/hiro", "src\\"),
        "class_ch02/goran.zip": _nested("class_ch02/goran", "ch02_backpropagation (1)/ch02_backpropagation/"),
    }


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip without times and compression, which differ between machines."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            info = zipfile.ZipInfo("x", (2024, 9, 1, 12, 0, 0))
            info.filename = name  # as it is: the constructor would turn Windows' separators
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def _sources(folder: str) -> list[tuple[str, bytes]]:
    paths = sorted((HERE / "packed" / folder).iterdir())
    return [(path.name, path.read_bytes().replace(b"\r\n", b"\n")) for path in paths]


def _nested(folder: str, prefix: str) -> list[tuple[str, bytes]]:
    return [(prefix + name, content) for name, content in _sources(folder)]


def _with_caches(folder: str, prefix: str) -> list[tuple[str, bytes]]:
    """With what Python and Jupyter leave behind, an old version of a file among it."""
    extra = [
        (f"{prefix}__pycache__/activations.cpython-311.pyc", b"\xa7\r\r\n" + bytes(12)),
        (f"{prefix}.ipynb_checkpoints/activations-checkpoint.py", b"def softmax(logits):\n    return logits\n"),
    ]
    return extra + _nested(folder, prefix)


def _from_a_mac(folder: str, prefix: str) -> list[tuple[str, bytes]]:
    """With the files that a Mac adds beside each of a student's."""
    extra = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        "
    files = [(f"{prefix}.DS_Store", b"\x00\x00\x00\x01Bud1")]
    for name, content in _sources(folder):
        files += [(prefix + name, content), (f"__MACOSX/{prefix}._{name}", extra)]
    return files


def _from_windows(folder: str, prefix: str) -> list[tuple[str, bytes]]:
    """With Windows' line ends and separators, and the mark that its editor puts in front."""
    return [(prefix + name, BOM + content.replace(b"\n", b"\r\n")) for name, content in _sources(folder)]


def main() -> None:
    """Write every zip."""
    for name, files in entries().items():
        (HERE / name).write_bytes(pack(files))


if __name__ == "__main__":
    main()
