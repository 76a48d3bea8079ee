"""Makes the files of the data sets again, each from the package that carries it.

    python -m venv maker
    maker/bin/pip install bokeh_sampledata==2026.1 mnist1d==0.0.2.post1 names==0.3.0 pmdarima==2.1.1 \
        scikit-image==0.26.0 scikit-learn==1.9.1 statsmodels==0.15.0
    maker/bin/python datasets/make_datasets.py [NAME ...]

The course itself needs none of these packages. NumPy was 2.4.6. The arrays come out the same each time; the bytes of
a file may depend on the zlib that Python was built with. The hash of each file is printed, in the form of the cards.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent / "coursedata"
SIDE = 128  # pixels of a photograph, each way
SYMBOLS = ("AAPL", "GOOG", "IBM", "MSFT")
GREY = (0.2125, 0.7154, 0.0721)  # share of red, green and blue in what the eye calls bright (ITU-R BT.709)

# name -> top row, left column and step: a square of 128 * step pixels, each block of step * step averaged to one pixel
CROPS = {
    "brick": (0, 0, 2),
    "camera": (0, 0, 4),
    "cell": (74, 19, 4),
    "chelsea": (20, 100, 2),
    "coffee": (8, 140, 3),
    "grass": (0, 0, 2),
    "gravel": (0, 0, 2),
    "retina": (1, 1, 11),
}


def source(package: str, path: str) -> bytes:
    """A file of an installed package, read without importing the package."""
    return Path(str(distribution(package).locate_file(path))).read_bytes()


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(content.decode().splitlines()))


def digits() -> dict[str, np.ndarray]:
    from sklearn.datasets import load_digits  # noqa: PLC0415 - each set needs only its own package

    found = load_digits()
    return {"images": found.images.astype(np.uint8), "labels": found.target.astype(np.uint8)}


def mnist1d() -> dict[str, np.ndarray]:
    """As the generator gives it with its own arguments (seed 42), rounded to half precision."""
    from mnist1d.data import get_dataset_args, make_dataset  # noqa: PLC0415 - as above

    made = make_dataset(get_dataset_args())
    signals = {name: made[name].astype(np.float16) for name in ("x", "x_test")}
    return signals | {name: made[name].astype(np.uint8) for name in ("y", "y_test")}


def photographs() -> dict[str, np.ndarray]:
    from skimage import data  # noqa: PLC0415 - as above

    images = [crop(getattr(data, name)(), *place) for name, place in CROPS.items()]
    return {"images": np.stack(images), "names": np.array(list(CROPS), dtype="S")}


def crop(image: np.ndarray, top: int, left: int, step: int) -> np.ndarray:
    """A square of a grey or coloured image, as (SIDE, SIDE) grey levels."""
    square = image[top : top + SIDE * step, left : left + SIDE * step].astype(float)
    grey = square @ np.array(GREY) if square.ndim == 3 else square
    return np.rint(grey.reshape(SIDE, step, SIDE, step).mean(axis=(1, 3))).astype(np.uint8)


def air_passengers() -> dict[str, np.ndarray]:
    from pmdarima.datasets import load_airpassengers  # noqa: PLC0415 - as above

    return {"passengers": load_airpassengers().astype(np.uint16)}


def half_hourly_demand() -> dict[str, np.ndarray]:
    from pmdarima.datasets import load_taylor  # noqa: PLC0415 - as above

    return {"demand": load_taylor().astype(np.uint16)}


def glucose() -> dict[str, np.ndarray]:
    rows = table(gzip.decompress(source("bokeh_sampledata", "bokeh_sampledata/_data/CGM.csv.gz")))
    times = np.array([np.datetime64(row["datetime"].replace(" ", "T"), "m") for row in rows])
    steps = np.diff(times, prepend=times[:1])  # all below 2**16, and far smaller when packed than the times
    return {"steps": steps.astype(np.uint16), "glucose": np.array([int(row["glucose"]) for row in rows], np.uint16)}


def stocks() -> dict[str, np.ndarray]:
    """Adjusted closes on the days of the longest series; nan before a share was listed."""
    rows = table(gzip.decompress(source("bokeh_sampledata", "bokeh_sampledata/_data/stocks.csv.gz")))
    dates = sorted({row["Date"] for row in rows if row["Ticker"] in SYMBOLS})
    closes = np.full((len(dates), len(SYMBOLS)), np.nan, dtype=np.float32)
    place = {date: index for index, date in enumerate(dates)}
    for row in rows:
        if row["Ticker"] in SYMBOLS:
            closes[place[row["Date"]], SYMBOLS.index(row["Ticker"])] = float(row["Adj Close"])
    days = np.array(dates, dtype="datetime64[D]").astype(np.uint16)  # days since 1970-01-01
    return {"days": days, "closes": closes}


def nile() -> dict[str, np.ndarray]:
    rows = table(source("statsmodels", "statsmodels/datasets/nile/nile.csv"))
    return {"flow": np.array([int(row["volume"]) for row in rows], dtype=np.uint16)}


def co2() -> dict[str, np.ndarray]:
    """The mean of the weeks of each month that were measured, and how many these are."""
    rows = table(source("statsmodels", "statsmodels/datasets/co2/co2.csv"))
    months = np.array([f"{row['date'][:4]}-{row['date'][4:6]}" for row in rows], dtype="datetime64[M]")
    values = np.array([float(row["co2"] or "nan") for row in rows])
    every = np.arange(months[0], months[-1] + 1)
    weeks = [values[(months == month) & ~np.isnan(values)] for month in every]
    means = [np.round(found.mean(), 3) if len(found) else np.nan for found in weeks]
    return {"co2": np.array(means), "weeks": np.array([len(found) for found in weeks], np.uint8)}


def names() -> dict[str, np.ndarray]:
    """Women's and men's first names of the census, each once, in a random order that never changes."""
    found = set()
    for file in ("names/dist.female.first", "names/dist.male.first"):
        found |= {line.split()[0].lower() for line in source("names", file).decode().splitlines() if line}
    kept = sorted(name for name in found if 3 <= len(name) <= 12 and name.isascii() and name.isalpha())
    return {"names": np.random.default_rng(0).permutation(np.array(kept, dtype="S"))}


SETS: dict[str, Callable[[], dict[str, np.ndarray]]] = {
    make.__name__: make
    for make in (
        digits,
        mnist1d,
        photographs,
        air_passengers,
        half_hourly_demand,
        glucose,
        stocks,
        nile,
        co2,
        names,
    )
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the files of the data sets again.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"all, or some of: {', '.join(SETS)}")
    chosen = parser.parse_args().names or list(SETS)
    if unknown := set(chosen) - set(SETS):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are: {', '.join(SETS)}")
    for name in chosen:
        path = FOLDER / name / f"{name}.npz"
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as stream:
            np.savez_compressed(stream, **SETS[name]())
        print(f'{path.stat().st_size:7}  "{path.name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"')


if __name__ == "__main__":
    main()
