"""The zip that an instructor uploads to Gradescope as an assignment's autograder.

The tapes are made here, when the zip is made, and not when the container is built: so neither the solution nor a
misconception leaves this machine, the build takes no training, and every student is judged by the answers that were
looked at here. Inputs are drawn anew in the container and compared with the tapes', as in a student's kit. Of the
term's secret, only the seed of this chapter and window goes along.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import msgspec

from autograder.engine.atomic import write_atomically
from autograder.engine.load import GIVEN, Course, here
from autograder.engine.rungs import own_slot
from autograder.engine.seeds import Seed
from autograder.grading.bundle import LONG_AGO, bundle
from autograder.grading.gradescope_run import BROKE, KEYED, OPEN, RELEASE, SETTINGS, Release, read_settings
from autograder.grading.run import run_of, with_tapes
from autograder.interop.gradescope import pending

NAME = "{chapter}-gradescope.zip"
EXECUTABLE = {"setup.sh", "run_autograder"}
EXAM = re.compile(r"checks/.+\.py|(__init__|experiments)\.py|calibration\.json")
HOME = re.compile("|".join(map(re.escape, ("chapter.toml", *GIVEN))))
TORCH = "torch"  # comes from an index of its own, where its build for processors is
TEMPLATES = Path(__file__).parent.parent / "templates" / "gradescope"


def release(course: Course, chapter: str, seed: Seed, window: str, out: Path, settings: Path | None = None) -> Path:
    """Write `out/<chapter>-gradescope.zip`; its path.

    seed:     keyed, by which students are marked
    settings: the instructor's settings.toml, the template if None

    Raises BadSettings, and what making tapes raises; nothing is written then.
    """
    files = zip_files(course, chapter, seed, window, settings)
    path = out / NAME.format(chapter=chapter)
    write_atomically(path, pack(files))
    return path


def zip_files(course: Course, chapter: str, seed: Seed, window: str, settings: Path | None = None) -> dict[str, bytes]:
    """Every file of the zip, path -> content."""
    return {
        **{path.name: path.read_bytes() for path in TEMPLATES.iterdir()},
        **exam_files(course, chapter, seed, window, settings),
        **requirements(course, chapter),
        "pending.json": pending(0.0, [BROKE]),
    }


def exam_files(course: Course, chapter: str, seed: Seed, window: str, settings: Path | None = None) -> dict[str, bytes]:
    """What `gradescope_run.examine` needs, path -> content: code, data and tapes, and what was decided."""
    chosen = settings or TEMPLATES / SETTINGS
    read_settings(chosen)
    keyed, public = tapes(course, chapter, seed)
    decided = Release(chapter, window, seed.secret.hex(), course.sources_hash(chapter))
    return {
        **judging(course, chapter),
        SETTINGS: chosen.read_bytes(),
        RELEASE: msgspec.json.format(msgspec.json.encode(decided), indent=1),
        KEYED: keyed,
        OPEN: public,
    }


def tapes(course: Course, chapter: str, seed: Seed) -> tuple[bytes, ...]:
    """For this seed, and for the public one, whose examples students may see."""
    loaded = course.load(chapter)
    with own_slot(loaded.settings.libraries) as slot:
        rung = slot.isolation.rung
    return with_tapes(run_of(course, chapter, seed, rung), loaded).tapes


def judging(course: Course, chapter: str) -> dict[str, bytes]:
    """The code and data that judge a chapter by tapes: without its solution and its misconceptions."""
    with zipfile.ZipFile(io.BytesIO(bundle(course, chapter))) as packed:
        return {name: packed.read(name) for name in packed.namelist() if _judges(name, chapter)}


def _judges(name: str, chapter: str) -> bool:
    """Of the chapter's own files, only those that are named here go along: a new kind of file stays behind."""
    for folder, kept in ((f"autograder/chapters/{chapter}/", EXAM), (f"solutions/{chapter}/", HOME)):
        if name.startswith(folder):
            return kept.fullmatch(name.removeprefix(folder)) is not None
    return True


def requirements(course: Course, chapter: str, also: Iterable[str] = ()) -> dict[str, bytes]:
    """Pinned as in this repository: what grading needs, and the chapter's libraries with what they require.

    also: other distributions that the platform needs, which are in the locks
    """
    locks = here().root / "requirements"
    base = (locks / "demo.txt").read_text(encoding="utf-8").splitlines()
    more = (locks / "dev.txt").read_text(encoding="utf-8").splitlines()
    needed = _with_required([*course.settings(chapter).libraries, *also])
    added = [line for line in more if _distribution(line) in needed and line not in base]
    own = [line for line in added if _distribution(line) == TORCH]
    rest = [*base, *(line for line in added if line not in own)]
    return {"requirements.txt": _lines(rest), "requirements-torch.txt": _lines(own)}


def _with_required(libraries: Iterable[str]) -> set[str]:
    """Distributions of these libraries, and all that those require."""
    owners = packages_distributions()
    todo, found = [name for library in libraries for name in owners.get(library, [library])], set[str]()
    while todo:
        name = _distribution(todo.pop())
        if name not in found:
            found.add(name)
            todo += _required(name)
    return found


def _required(name: str) -> list[str]:
    try:
        return [line for line in requires(name) or [] if "extra ==" not in line]
    except PackageNotFoundError:  # for another system
        return []


def _distribution(requirement: str) -> str:
    return re.sub("[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]).lower()


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip with the files at its root, as Gradescope wants it. The same files, the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, LONG_AGO)
            mode = 0o100755 if name in EXECUTABLE else 0o100644
            member.create_system, member.external_attr = 3, mode << 16  # as if packed on Unix
            archive.writestr(member, files[name], zipfile.ZIP_DEFLATED, compresslevel=9)
    return stream.getvalue()
