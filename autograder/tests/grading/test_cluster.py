"""A Dask cluster as the crew: what is refused, and with which words. That it grades, test_kills.py shows."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import zipfile
from types import SimpleNamespace

import pytest

from autograder.engine.report import CPU
from autograder.grading import cluster, site
from autograder.grading.bundle import bundle, name_of
from autograder.grading.crew import CrewRefused
from autograder.tests.grading.conftest import CHAPTER


class Scheduler:
    """A client's view of workers with these resources."""

    def __init__(self, *resources: dict) -> None:
        self.workers = {f"tcp://{n}": {"resources": each} for n, each in enumerate(resources)}

    def scheduler_info(self, n_workers: int) -> dict:
        assert n_workers == -1, "all of them"
        return {"workers": self.workers}


@pytest.mark.parametrize("address", ["local:", "local:x", "local:0"])
def test_a_local_cluster_needs_a_number_of_workers(address):
    with pytest.raises(CrewRefused, match=f'--cluster {address}: write "local:N"'), cluster.connected(address):
        pass


def test_no_scheduler_at_the_address_is_said_with_the_repair(monkeypatch):
    monkeypatch.setattr(cluster, "REACH", 1)
    with (
        pytest.raises(CrewRefused, match=r"no scheduler answers at tcp://127\.0\.0\.1:1 .*`dask scheduler`"),
        cluster.connected("tcp://127.0.0.1:1"),
    ):
        pass


def test_a_gpu_is_a_resource_of_some_worker():
    without, having = Scheduler({}, {"memory": 1}), Scheduler({}, {"GPU": 1})
    assert [cluster.device_of(asked, without) for asked in ("cpu", "auto")] == [CPU, CPU]
    assert [cluster.device_of(asked, having).kind for asked in ("cpu", "auto", "cuda")] == ["cpu", "cuda", "cuda"]
    with pytest.raises(CrewRefused, match=r'no worker has a GPU\. Start one with `dask worker --resources "GPU=1"'):
        cluster.device_of("cuda", without)


def test_refused_workers_are_told_and_the_run_goes_on_with_the_rest():
    crew, said = object.__new__(cluster.ClusterCrew), []
    closed = []
    crew._client, crew.name = SimpleNamespace(unregister_worker_plugin=closed.append), "run"
    crew._refuse({"tcp://1": "", "tcp://2": "numpy is older"}, said.append)
    assert said == ["worker tcp://2 takes no part: numpy is older"]
    assert not closed
    with pytest.raises(CrewRefused, match="no worker can grade this run\nworker tcp://2 takes no part: numpy"):
        crew._refuse({"tcp://2": "numpy is older"}, said.append)
    assert closed == ["run"]


def test_the_bundle_holds_what_judges_the_chapter_and_nothing_else(course):
    packed = bundle(course, CHAPTER)
    assert packed == bundle(course, CHAPTER)
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert {f"solutions/{CHAPTER}/doubling.py", f"autograder/chapters/{CHAPTER}/checks/doubling.py"} <= set(names)
    assert {"autograder/reports/templates/report.html.j2", "datasets/coursedata/__init__.py"} <= set(names)
    assert not [name for name in names if "/tests/" in name or "__pycache__" in name or "ch01" in name]


def test_another_bundle_than_the_one_that_was_sent_is_refused(course, tmp_path):
    packed = bundle(course, CHAPTER)
    with pytest.raises(ValueError, match="not the code that was sent"):
        site.unpack(packed + b"x", name_of(packed), str(tmp_path))
    assert hashlib.sha256(packed).hexdigest() == name_of(packed)


def test_slots_run_the_code_of_the_bundle_and_not_what_is_installed(course, tmp_path):
    packed = bundle(course, CHAPTER)
    folder = site.unpack(packed, name_of(packed), str(tmp_path))
    (folder / "autograder" / "grading" / "where.py").write_text(
        "import sys\nfrom autograder.grading.slot_process import write_frame\n"
        "write_frame(sys.stdout.buffer, __file__.encode())\n"
    )
    process = site.start(folder, ("-m", "autograder.grading.where"), b"")
    process.close()
    assert process.ready.decode().startswith(str(folder))


def test_grading_without_a_cluster_needs_no_dask():
    code = "import sys; sys.modules['distributed'] = None; import autograder.grading.commands"
    subprocess.run([sys.executable, "-c", code], check=True)
