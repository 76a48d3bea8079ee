"""The database of a gradebook of nbgrader: looked at before it is touched, opened, and written in transactions."""
# ruff: noqa: PLC0415 - nbgrader is optional, and slow to import: only who asks for it waits for it

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from sqlalchemy import URL, Connection
    from sqlalchemy.orm import Session

DEFAULT_COURSE = "default_course"  # nbgrader adds it to every gradebook, whatever the course is called
TABLES = {"assignment", "notebook", "student", "grade", "comment"}  # of every version of nbgrader
UPGRADE = "make a copy of it, and run nbgrader db upgrade in its course directory"
ANOTHER = "name another with --gradebook"


class BadGradebook(Exception):
    """A gradebook that cannot be used. The message names it, and the repair."""


def absolute(url: str, folder: Path) -> str:
    """The URL of a gradebook, the path of a file seen from `folder`. Raises BadGradebook."""
    made = _parsed(url)
    if made.get_backend_name() != "sqlite":
        return url
    if made.database in (None, "", ":memory:") or made.database.startswith("file:"):
        raise BadGradebook(f'{url}: it names no file: write it as "sqlite:///gradebook.db"')
    return made.set(database=str(folder / made.database)).render_as_string(hide_password=False)


def shown(url: str) -> str:
    """What messages call a gradebook: its file, or the URL without the password."""
    made = _parsed(url)
    return made.database if made.get_backend_name() == "sqlite" and made.database else str(made)


@contextmanager
def complaints(url: str) -> Iterator[None]:
    """What nbgrader and the database complain of is raised as BadGradebook, and not logged with its traceback."""
    from nbgrader.api import InvalidEntry, MissingEntry
    from sqlalchemy.exc import SQLAlchemyError

    log = logging.getLogger("tornado.application")  # nbgrader's
    before, log.disabled = log.disabled, True
    try:
        yield
    except (SQLAlchemyError, InvalidEntry, MissingEntry) as error:
        raise BadGradebook(f"{shown(url)}: {_why(error)}") from None
    finally:
        log.disabled = before


@contextmanager
def reading(url: str) -> Iterator[Session | None]:
    """A session to look at a gradebook that is there, None if none is. Raises BadGradebook if it cannot be used.

    Nothing is written, and nothing is made.
    """
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    if (path := _file(url)) and not (path.is_file() and path.stat().st_size):
        if path.exists() and not path.is_file():
            raise BadGradebook(f"{path} is a folder, and no gradebook: {ANOTHER}")
        yield None
        return
    try:
        engine = create_engine(url)
    except ImportError as error:  # the driver of another kind of database
        raise BadGradebook(f"{shown(url)}: {error}: install it, or {ANOTHER}") from None
    try:
        with complaints(url), engine.connect() as connection, Session(connection) as session:
            yield session if _is_there(connection, shown(url)) else None
    finally:
        engine.dispose()


def check_course(session: Session, url: str, course_id: str) -> None:
    """Raises BadGradebook if the gradebook is of other courses only."""
    from nbgrader.api import Assignment, Course

    found = {course for (course,) in session.query(Course.id)} - {DEFAULT_COURSE}
    found |= {course for (course,) in session.query(Assignment.course_id)}
    if found and course_id not in found:
        raise BadGradebook(
            f'{shown(url)}: it is the gradebook of "{", ".join(sorted(found))}", and the course directory is of '
            f'"{course_id}": {ANOTHER}, or write that course id into nbgrader_config.py of the folder --out, as '
            "c.CourseDirectory.course_id"
        )


@contextmanager
def opened(url: str, course_id: str) -> Iterator[Gradebook]:
    """The gradebook, made whole if it is not there yet. Raises BadGradebook, or OSError."""
    from nbgrader.api import Gradebook

    if path := _file(url):
        path.parent.mkdir(parents=True, exist_ok=True)
    with complaints(url):
        _make(url, course_id)
        with Gradebook(url, course_id) as book:
            yield book


@contextmanager
def transaction(book: Gradebook) -> Iterator[None]:
    """All that is done to the gradebook inside becomes one transaction, although nbgrader commits at every step."""
    from sqlalchemy.orm import scoped_session, sessionmaker

    with book.engine.connect() as connection, connection.begin():
        _reserve(connection)
        before = book.db
        book.db = scoped_session(sessionmaker(bind=connection, join_transaction_mode="rollback_only"))
        try:
            yield
            book.db.flush()
        finally:
            book.db.remove()
            book.db = before


def _parsed(url: str) -> URL:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        made = make_url(url)
        made.get_dialect()
    except (ArgumentError, ValueError) as error:
        raise BadGradebook(f'{url}: {error}: write it as "sqlite:///gradebook.db"') from None
    return made


def _file(url: str) -> Path | None:
    made = _parsed(url)
    return Path(made.database) if made.get_backend_name() == "sqlite" and made.database else None


def _reserve(connection: Connection) -> None:
    """What is read in a transaction stays true until it is written: SQLite else lets others write in between."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _is_there(connection: Connection, name: str) -> bool:
    """Whether the database holds a gradebook, False if it holds nothing. Raises BadGradebook."""
    from sqlalchemy import inspect, text

    tables = set(inspect(connection).get_table_names())
    if not tables:
        return False
    if not tables >= TABLES:
        raise BadGradebook(f"{name}: it is a database of something else than nbgrader: {ANOTHER}")
    head, known = _versions()
    query = text("SELECT version_num FROM alembic_version")
    version = connection.execute(query).scalar() if "alembic_version" in tables else None
    if version is not None and version not in known:
        raise BadGradebook(
            f"{name}: a newer nbgrader made it than is installed: python -m pip install --upgrade nbgrader"
        )
    if version != head:
        raise BadGradebook(f"{name}: an older nbgrader made it than is installed: {UPGRADE}")
    return True


def _versions() -> tuple[str, set[str]]:
    """Of the tables: the one of the installed nbgrader, and all that it has heard of."""
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR

    scripts = ScriptDirectory(ALEMBIC_DIR)
    return scripts.get_current_head() or "", {script.revision for script in scripts.walk_revisions()}


def _make(url: str, course_id: str) -> None:
    """Make what is missing: the tables, with their version, and the course.

    nbgrader would do it when it opens the gradebook, but in steps, and with a program that need not be on the path.
    """
    from nbgrader.api import Base, Course
    from sqlalchemy import create_engine, inspect, text
    from sqlalchemy.orm import Session

    engine = create_engine(url)
    try:
        with engine.connect() as connection, connection.begin():
            _reserve(connection)
            if not inspect(connection).get_table_names():
                Base.metadata.create_all(connection)
                connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
                connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": _versions()[0]})
            with Session(connection, join_transaction_mode="rollback_only") as session:
                if course_id and session.get(Course, course_id) is None:
                    session.add(Course(id=course_id))
                session.commit()
    finally:
        engine.dispose()


def _why(error: Exception) -> str:
    """What is wrong, and the repair."""
    words = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
    if "locked" in words:
        return "another program is writing to it, such as formgrader: close that, and export again"
    if "not a database" in words or "malformed" in words:
        return f"it is not a database, or a broken one ({words}): {ANOTHER}"
    if "no such column" in words or "no such table" in words:
        return f"its tables are not those of this nbgrader ({words}): {UPGRADE}"
    if "readonly" in words or "unable to open" in words:
        return f"it cannot be opened for writing ({words}): change who may write there, or {ANOTHER}"
    return f"{words}: repair it, or {ANOTHER}"
