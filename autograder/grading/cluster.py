"""A Dask cluster as the crew: its scheduler hands submissions to its workers, and again elsewhere if one is lost."""

from __future__ import annotations

import hashlib
import logging
import pickle
import warnings
from collections.abc import Callable, Generator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from typing import Any, Literal, cast

import click
import cloudpickle
from distributed import Client, LocalCluster
from distributed.versions import VersionMismatchWarning

from autograder.engine.grade import Work
from autograder.engine.load import Course
from autograder.engine.report import CPU, Device
from autograder.grading import site, slot_process
from autograder.grading.bundle import bundle, name_of
from autograder.grading.crew import Crew, CrewRefused, GraderBroke, opened
from autograder.grading.run import Run, with_tapes
from autograder.grading.slots import Graded

REACH = 30  # s for the scheduler to answer
A_GPU = Device("cuda", "a GPU of the cluster")
WINDOW = 512  # submissions on the scheduler at a time; many clusters grow with what waits


@contextmanager
def connected(address: str) -> Generator[Any]:
    """A client of the scheduler at `address`, or of a cluster of N workers here for "local:N". Raises CrewRefused."""
    for module in (site, slot_process):
        cloudpickle.register_pickle_by_value(module)
    kind, _, count = address.partition(":")
    if kind == "local":
        if not count.isdecimal() or int(count) < 1:
            raise CrewRefused(f'--cluster {address}: write "local:N" with the number of workers')
        with (
            LocalCluster(
                n_workers=int(count), threads_per_worker=1, dashboard_address=None, silence_logs=logging.ERROR
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", VersionMismatchWarning)  # what matters is compared by each slot
            client = Client(address, timeout=REACH)
    except (OSError, ValueError) as error:
        raise CrewRefused(
            f"no scheduler answers at {address} ({error}): start one (`dask scheduler`), and give the address it prints"
        ) from None
    with client:
        yield client


def device_of(asked: Literal["cpu", "cuda", "auto"], client: Any) -> Device:
    """What checks for a GPU get: workers that hold one say so with Dask's resource GPU. Raises CrewRefused."""
    workers = client.scheduler_info(n_workers=-1)["workers"].values()
    has = any("GPU" in worker.get("resources", {}) for worker in workers)
    if asked == "cuda" and not has:
        raise CrewRefused('--device cuda: no worker has a GPU. Start one with `dask worker --resources "GPU=1" ...`')
    return A_GPU if has and asked != "cpu" else CPU


class ClusterCrew:
    """The workers that accept the run."""

    window = WINDOW

    def __init__(self, run: Run, client: Any, say: Callable[[str], object] = click.echo) -> None:
        self._client = client
        gpu = {} if run.device == CPU else {"GPU": 1}
        packed = bundle(Course(run.root), run.chapter)
        digest = name_of(packed)
        if gpu:
            tapes = _by_value(site.tapes)
            made = client.submit(tapes, packed, digest, pickle.dumps(run), resources=gpu, pure=False).result()
            run = pickle.loads(made)  # noqa: S301 - from our own worker
        else:
            run = with_tapes(run, Course(run.root).load(run.chapter))
        setup = pickle.dumps(run)
        self.name = f"autograder-{run.chapter}-{hashlib.sha256(setup + packed).hexdigest()[:12]}"
        client.register_plugin(site.Site(self.name, packed, digest, setup), name=self.name)
        self._refuse(client.run(site.problem, self.name), say)
        self._grade = _by_value(site.grade)
        self._executor = client.get_executor(resources={self.name: 1, **gpu}, pure=False)

    def _refuse(self, problems: dict[str, str], say: Callable[[str], object]) -> None:
        refused = {worker: why for worker, why in problems.items() if why}
        lines = [f"worker {worker} takes no part: {why}" for worker, why in sorted(refused.items())]
        if problems and len(refused) == len(problems):
            self.close()
            raise CrewRefused("\n".join(["no worker can grade this run", *lines]))
        for line in lines:
            say(line)

    def submit(self, work: Work) -> Future[Any]:
        return cast("Future[Any]", self._executor.submit(self._grade, self.name, pickle.dumps(work)))

    def result(self, future: Future[Any]) -> Graded:
        try:
            answer: bytes = future.result()
        except CancelledError:
            raise CrewRefused("the connection to the scheduler was lost: start it, and run this again") from None
        except Exception as error:  # noqa: BLE001 - whatever a worker died of
            raise GraderBroke(f"{type(error).__name__}: {error}") from None
        return opened(answer)

    def again(self) -> Crew:
        return self

    def close(self) -> None:
        self._client.unregister_worker_plugin(self.name)


def _by_value(function: Callable[..., bytes]) -> Callable[..., bytes]:
    """Without a name: tasks that have one are sent by it, and the workers need not have the suite installed."""
    return lambda *args: function(*args)  # noqa: PLW0108 - that it has no name is the point
