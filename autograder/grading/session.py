"""One command's run from its options to its results: grade, grade again, or say what grading again would change."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from autograder.engine.chapter import Chapter
from autograder.engine.device import Asked, choose
from autograder.engine.load import Course
from autograder.engine.report import Device
from autograder.engine.rungs import RungName, open_slot
from autograder.engine.seeds import PUBLIC, Seed, keyed
from autograder.grading import batch, events, late_pages
from autograder.grading.attempts import Judge, judge_of_run
from autograder.grading.compare import Change, compare
from autograder.grading.crew import Crew, CrewRefused, LocalCrew
from autograder.grading.lock import only_one
from autograder.grading.manifest import BadManifest, Manifest, manifest, read_manifest
from autograder.grading.overview import write_overview
from autograder.grading.progress import follow
from autograder.grading.run import Run, run_of, take, with_tapes
from autograder.grading.secret import default_path, read_or_make
from autograder.grading.store import Store
from autograder.reports.clean import one_line

NO_DASK = 'for --cluster, Dask is needed: python -m pip install "distributed>=2024.8"'


class OtherSecret(Exception):
    """The secret or the window is not the one by which the marks were made. The message gives the repair."""


@dataclass(frozen=True)
class Asks:
    """What a run is asked for. window: None for the public seed; policy: the file of a late policy."""

    chapter: str
    window: str | None
    isolation: RungName = "auto"
    device: Asked = "cpu"
    secret: Path | None = None
    slots: int | None = None
    cluster: str | None = None
    policy: Path | None = None

    @classmethod
    def like(
        cls,
        before: Manifest,
        secret: Path | None,
        slots: int | None = None,
        cluster: str | None = None,
        policy: Path | None = None,
    ) -> Asks:
        """The same as last time. policy: where the late policy is now, None: where it was."""
        basis, late = before.basis, policy or (Path(before.policy) if before.policy else None)
        return cls(basis.chapter, before.window, basis.rung, basis.device.kind, secret, slots, cluster, late)

    def judge(self, course: Course, found: Collection[str]) -> Judge | None:
        """Of lateness, for submissions of these names. Raises BadPolicy and BadTimes."""
        if self.policy is None:
            return None
        return judge_of_run(self.policy, course.names(), self.chapter, found, self.window or "")

    def seed(self) -> Seed:
        """Makes the term's secret if there is none yet. Raises ValueError."""
        if self.window is None:
            return PUBLIC
        path = self.secret or default_path()
        key, made = read_or_make(path)
        if made:
            click.echo(f"Made the term's secret in {path}: keep a copy, it belongs to the marks.")
        return keyed(key, self.chapter, self.window)


Hire = Callable[[], Crew]


@contextmanager
def prepared(course: Course, asks: Asks) -> Generator[tuple[Run, Chapter, Hire]]:
    """The run, and how to get its crew together. Raises what `autograder grade` complains about."""
    chapter, seed = course.load(asks.chapter), asks.seed()
    with ExitStack() as stack:
        if asks.cluster is None:
            chosen, said = choose(asks.device)
            if said:
                click.echo(said)
            device = chapter.on(chosen)
            run = run_of(course, asks.chapter, seed, choose_rung(chapter, asks.isolation, device), device)
            slots = asks.slots or os.cpu_count() or 1
            yield run, chapter, lambda: LocalCrew(with_tapes(run, chapter), slots)
            return
        try:
            from autograder.grading import cluster  # noqa: PLC0415 - slow to import, and not everybody has Dask
        except ImportError:
            raise CrewRefused(NO_DASK) from None
        client = stack.enter_context(cluster.connected(asks.cluster))
        device = chapter.on(cluster.device_of(asks.device, client))
        rung = "namespaces" if asks.isolation == "auto" else asks.isolation
        run = run_of(course, asks.chapter, seed, rung, device)
        yield run, chapter, partial(cluster.ClusterCrew, run, client)


def choose_rung(chapter: Chapter, rung: RungName, device: Device) -> RungName:
    """The rung that "auto" means on this machine: all slots of a run use the same. Raises NoSandbox."""
    with open_slot(chapter.settings.libraries, rung, device) as slot:
        return slot.isolation.rung


def grade_into(course: Course, folder: Path, out: Path, asks: Asks, log: Path | None = None) -> Path:
    """Grade, show it as it goes, and write the class page; its path."""
    with prepared(course, asks) as (run, chapter, hire):
        found = batch.submissions(folder, chapter)
        judge = asks.judge(course, found)
        with only_one(out, chapter.name), events.writer(log) as tell:
            store = Store(out.absolute(), chapter.name)
            store.sweep()
            told = manifest(run.basis, folder, asks.window, asks.policy)
            _say_if_dropped(out, told)
            told.write(out)
            tell(events.Begins(told, len(found)))
            done = late_pages.judged(batch.grade_all(run, store, found, hire), store, judge)
            rows = follow(events.told(done, tell), len(found))
            page = write_overview(store, chapter, rows)
            tell(events.Ends(len(found)))
            if judge:
                click.echo(late_pages.summary(rows))
            return page


def _say_if_dropped(out: Path, told: Manifest) -> None:
    """A policy that was given last time, and is not given now."""
    try:
        before = read_manifest(out, told.basis.chapter)
    except BadManifest:
        return
    if before.policy and not told.policy:
        click.echo(f"Last time with --policy {before.policy}: without it, pages and CSV say nothing of lateness.")


def regrade_into(course: Course, folder: Path, results: Path, asks: Asks, before: Manifest) -> Path:
    """As `grade_into`, by the same secret as before."""
    _same_seed(asks, before)
    return grade_into(course, folder, results, asks)


def would_change(course: Course, folder: Path, results: Path, asks: Asks, before: Manifest) -> None:
    """Grade into a folder that is thrown away, and print whose report would differ."""
    _same_seed(asks, before)
    old = Store(results.absolute(), asks.chapter)
    changes: list[Change] = []
    new: list[str] = []
    with prepared(course, asks) as (run, chapter, hire), tempfile.TemporaryDirectory() as thrown_away:
        everybody = batch.submissions(folder, chapter)
        found = {
            name: path
            for name, path in everybody.items()
            if _key(old, name) != run.basis.key(take(name, path, chapter))
        }
        for done in batch.grade_all(run, Store(Path(thrown_away), chapter.name), found, hire):
            was = old.read(done.report.submission)
            if was is None:
                new.append(done.report.submission)
            elif change := compare(was, done.report):
                changes.append(change)
    click.echo("\n".join(_summary(changes, new, len(everybody))))


def _key(store: Store, name: str) -> str:
    report = store.read(name)
    return "" if report is None else report.key


def _same_seed(asks: Asks, before: Manifest) -> None:
    if asks.seed().id != before.basis.seed:
        raise OtherSecret(
            "the term's secret is not the one by which these marks were made: name its file with --secret"
        )


def _summary(changes: Sequence[Change], new: Sequence[str], total: int) -> Iterator[str]:
    marks = sorted((change for change in changes if change.difference), key=lambda change: change.difference)
    for change in marks:
        yield change.line()
        yield from (f"    {check}" for check in change.checks)
    yield from (f"{one_line(change.submission)}: would be pending" for change in changes if change.pending)
    yield from (f"{one_line(name)}: has no report yet" for name in new)
    up = sum(change.difference > 0 for change in marks)
    yield (
        f"{len(marks)} of {total} marks would change: {up} up, {len(marks) - up} down; "
        f"{len(changes) - len(marks)} reports would keep their mark and say something else. Nothing was written."
    )
