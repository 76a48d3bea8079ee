"""Bring a kit up to date in the middle of a term, and never overwrite or lose what a student wrote.

What is not edited becomes what the new kit holds. A student's own files stay as they are, and the new version is laid
beside them. What always comes from us is replaced, and an edited version of it is kept.

The command replaces the very package that it runs in: everything is imported before the first file changes. New
contents are staged first and put in place by renaming, the manifest last, so that a run that was cut off at any moment
is finished by the next one.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping
from itertools import filterfalse
from pathlib import Path

from autograder.engine.atomic import write_atomically
from autograder.engine.kit_stamp import MANIFEST, STAMP, read_stamp
from autograder.student.changes import changes
from autograder.student.new_kit import OWN, STUBS, Kit, engine_version, is_ours, read_kit, read_manifest
from autograder.student.update_plan import Plan, content_of, make_plan, other_chapters
from autograder.student.work import StudentError

UPDATES, STAGING = f"{OWN}/updates", f"{OWN}/staging"
PROJECT = "pyproject.toml"


def update(root: Path, source: Path, say: Callable[[str], None], *, dry_run: bool = False) -> None:
    """Bring the kit in `root` to the state of the one in `source`, a folder or a zip, and say what was done.

    dry_run: only say what would be done

    Raises StudentError, with nothing changed: `root` is no kit, `source` is none, is damaged, unsafe or older. Raises
    StudentError too where a file cannot be written: run again, it goes on.
    """
    if source.resolve() == root.resolve():
        raise StudentError(f"{source} is the kit that would be updated: name the zip or the folder of the new one.")
    known = _known(root)
    new = read_kit(source)
    try:
        _refuse_older(root, new)
        plan = make_plan(root, known, new)
        for line in _story(root, known, new, plan, dry_run=dry_run):
            say(line)
        if not dry_run:
            reinstall = _needs_reinstall(root, known, new)
            _apply(root, plan)
            for line in _next_steps(plan, reinstall=reinstall):
                say(line)
    except OSError as error:
        raise StudentError(
            f"{error.filename or root} cannot be read or written ({error.strerror}). Nothing of yours is lost: "
            "close what has it open, then run the command again, and it goes on."
        ) from None


def _known(root: Path) -> dict[str, str]:
    try:
        found = read_manifest((root / MANIFEST).read_bytes())
    except OSError:
        raise StudentError(
            f"{root} is not a kit: it holds no {MANIFEST}. "
            "Change to the folder of your kit (cd), then run the command again."
        ) from None
    except ValueError:  # without it, whatever differs counts as edited
        return {}
    return {name: digest for name, digest in found.items() if is_ours(name)}


def _refuse_older(root: Path, new: Kit) -> None:
    words = "the new kit is older than this one: it has version {} of {}, this one version {}. Nothing was changed."
    for chapter in new.chapters:
        here, there = read_stamp(content_of(root / chapter / STAMP) or b""), new.stamp(chapter)
        if here and (there is None or there.version < here.version):
            raise StudentError(words.format(there.version if there else "?", chapter, here.version))
    engine = engine_version(content_of(root / "autograder/__init__.py") or b"")
    if new.engine < engine:
        old, this = (".".join(map(str, version)) or "?" for version in (new.engine, engine))
        raise StudentError(words.format(old, "autograder", this))


def _apply(root: Path, plan: Plan) -> None:
    for name, place in plan.backups.items():
        write_atomically(root / place, plan.seen[name])
    for name, content in plan.beside.items():
        write_atomically(root / UPDATES / name, content)
    staged = {name: root / STAGING / str(number) for number, name in enumerate(plan.put)}
    try:
        for name, place in staged.items():
            write_atomically(place, plan.put[name])
        for name in filterfalse(_tells, staged):
            _place(root, name, staged[name], plan.seen.get(name))
        for name, seen in plan.remove.items():
            _remove(root, name, seen)
        for name in filter(_tells, staged):
            _place(root, name, staged[name], plan.seen.get(name))
    finally:
        shutil.rmtree(root / STAGING, ignore_errors=True)
    write_atomically(root / MANIFEST, plan.manifest)


def _tells(name: str) -> bool:
    """Whether what is said is read from this file: it changes last, so that a repeated run can say it again."""
    return name.startswith(STUBS) or name == PROJECT or name.endswith(f"/{STAMP}")


def _place(root: Path, name: str, staged: Path, seen: bytes | None) -> None:
    """Put a new content in place."""
    _refuse_changed(root / name, seen)
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    staged.replace(root / name)
    _forget_bytecode(root / name)


def _forget_bytecode(source: Path) -> None:
    """Python takes bytecode for current where size and second of the source are the same, as two versions' may be."""
    for compiled in (source.parent / "__pycache__").glob(f"{source.stem}.*.pyc") if source.suffix == ".py" else ():
        compiled.unlink(missing_ok=True)


def _refuse_changed(path: Path, seen: bytes | None) -> None:
    """Somebody may have saved the file since the plan was made."""
    if content_of(path) != seen:
        raise StudentError(f"{path} was saved while the update ran: run the command again, and it goes on.")


def _remove(root: Path, name: str, seen: bytes) -> None:
    """Delete a file, and the folders that it leaves empty."""
    _refuse_changed(root / name, seen)
    (root / name).unlink()
    for folder in (root / name).parents:
        if folder == root or any(folder.iterdir()):
            return
        folder.rmdir()


def _needs_reinstall(root: Path, known: Mapping[str, str], new: Kit) -> bool:
    """Whether the installation misses something: another requirement, or a package that was not there."""
    if any(_is_new(known, chapter) for chapter in new.chapters):
        return True
    here, there = content_of(root / PROJECT), new.files.get(PROJECT)
    in_place = here == there and known.get(PROJECT) != new.manifest.get(PROJECT)  # by a run that was cut off
    return in_place or _project(here or b"") != _project(there or b"")


def _is_new(known: Mapping[str, str], chapter: str) -> bool:
    return f"{chapter}/chapter.toml" not in known


def _project(content: bytes) -> object:
    try:
        return tomllib.loads(content.decode()).get("project")
    except ValueError:  # of which bad TOML and bad UTF-8 are kinds
        return None


def _story(root: Path, known: Mapping[str, str], new: Kit, plan: Plan, *, dry_run: bool) -> Iterator[str]:
    """What is done, before it is done: a run that is cut off has said it."""
    if dry_run:
        yield "Nothing is changed. An update would do this:"
    yield from _about_chapters(root, known, new)
    added = [name for name in plan.put if name not in plan.seen]
    if plan.put or plan.remove:
        yield f"Files of the kit: {len(plan.seen)} replaced, {len(added)} added, {len(plan.remove)} removed."
    if dry_run:
        for what, names in (("replace", plan.seen), ("add", added), ("remove", plan.remove)):
            yield from (f"  {what:<9}{name}" for name in names)
    if plan.beside:
        yield "Yours, and kept as they are; the new kit has another version of them:"
    for name, content in plan.beside.items():
        yield f"  {name}   new version: {UPDATES}/{name}"
        stub = content_of(root / STUBS / name)
        original = None if stub == content else stub  # the new one already, put there by a run that was cut off
        yield from (f"    {line}" for line in changes(name, content, content_of(root / name) or b"", original))
    if plan.backups:
        yield "Edited, but these always come with the kit; your version is kept:"
        yield from (f"  {name}   your version: {place}" for name, place in plan.backups.items())
    if plan.left:
        yield "Edited, and not part of the kit any more; kept as they are:"
        yield from (f"  {name}" for name in plan.left)


def _about_chapters(root: Path, known: Mapping[str, str], new: Kit) -> Iterator[str]:
    for chapter in new.chapters:
        here, there = read_stamp(content_of(root / chapter / STAMP) or b""), new.stamp(chapter)
        if _is_new(known, chapter):
            yield f"{chapter} is new."
        elif here and there and here.version != there.version:
            yield f"{chapter}: version {here.version} becomes version {there.version}."
    yield from (f"{chapter} is not in the new kit and stays as it is." for chapter in other_chapters(known, new))


def _next_steps(plan: Plan, *, reinstall: bool) -> Iterator[str]:
    if not (plan.put or plan.remove or plan.beside):
        yield "This kit is up to date."
        return
    yield "Done. What you wrote, and your progress, are as they were. Next:"
    if reinstall:
        yield "  pip install -e .    once, since the new kit needs more than is installed"
    if plan.beside:
        yield f"  Compare your files with those in {UPDATES}, and copy over what you want."
    yield "  autograder check    (start `autograder watch` anew if it runs)"
