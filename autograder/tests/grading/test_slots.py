"""What a slot makes of a submission before it is graded."""

from __future__ import annotations

from autograder import __version__
from autograder.engine.kit_stamp import KitStamp, write_stamp
from autograder.grading.run import take
from autograder.tests.grading.conftest import CHAPTER, RIGHT


def test_an_older_kit_is_said_in_the_report_and_is_part_of_its_key(course, hand_in, make_run):
    folder, run, chapter = hand_in(ada=f"{RIGHT}# end\n") / "ada", make_run(), course.load(CHAPTER)
    current = chapter.exam_hash
    keys = {run.basis.key(take("ada", folder, chapter))}
    for exam, notes in (
        (current, []),
        ("0" * 64, ["This was made with another state of version 1 of the chapter."]),
    ):
        (folder / "kit.json").write_bytes(write_stamp(KitStamp(CHAPTER, 1, exam, __version__)))
        work = take("ada", folder, chapter)
        assert [note.partition(" `")[0] for note in work.notes] == notes
        assert set(work.files) == {"doubling.py"}
        keys.add(run.basis.key(work))
    assert len(keys) == 2


def test_it_stands_before_what_intake_did(course, hand_in):
    folder = hand_in(ada=RIGHT) / "ada"
    (folder / "doubling.py").rename(folder / "Doubling.py")
    (folder / "kit.json").write_bytes(b"{" * 5000)
    notes = take("ada", folder, course.load(CHAPTER)).notes
    assert notes == (
        "kit.json is not as the kit wrote it and was not used.",
        "Doubling.py was used as doubling.py.",
    )
