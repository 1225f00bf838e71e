"""The Zarr store of a sweep: made at once, filled chunk by chunk, each chunk wholly there or absent.

A chunk's variables are written first and its ``status`` last; every file is put in place by renaming it.
So a chunk is there exactly if the file of its ``status`` is, whatever was killed and when. Nothing that
depends on time, machine or order is written: two stores of one `Spec` have the same bytes.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from threading import local
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .batch.solve_many import flags
from .model.faults import InputError
from .model.variables import COUNT, FIELD_VARIABLES, PROPOSER, STATUS, VARIABLES, Variable
from .sweep_blocks import points_of, solve_in
from .sweep_cache import WrittenFiles
from .sweep_pack import PARTIAL, Layout, described, packed, put, write
from .sweep_room import Room
from .sweep_spec import Columns, Index, Spec

ABSENT = -1  # status of a point whose chunk has not been computed
_CODES = len(flags()["flag_values"])
_LAYOUT = 4  # how chunks are written; to be raised with every change
KIND = "summitry_sweep"


class Done(NamedTuple):
    """What became of a chunk."""

    place: Index
    points: int
    kept: bool  # it was there already
    statuses: tuple[int, ...]  # how many answers there are of each status
    cut: int  # answers with more equilibria than there is room for


def versions() -> dict[str, Any]:
    """Say which summitry this is, with a hash of all that is compiled, and how it lays out stores."""
    from importlib.metadata import version

    from ._old._compile import CACHE_FOLDER

    kernels = CACHE_FOLDER.name.removeprefix("kernels-")
    return {
        "summitry_version": version("summitry"), "summitry_kernels": kernels,
        "summitry_layout": _LAYOUT,
    }  # fmt: skip


def provenance(spec: Spec) -> dict[str, Any]:
    """Give the attributes of a sweep: what made it, and all that decides its numbers."""
    attributes: dict[str, Any] = {
        "bargaining": spec.bargaining, "off_path": spec.off_path,
        "information": str(spec.information.to_dict()),
        KIND: spec.to_json(),
    } | versions()  # fmt: skip
    attributes |= {"seed": spec.seed} if spec.design == "sobol" else {}
    return attributes | ({} if spec.proposer == "both" else {"proposer": spec.proposer})


def layouts(spec: Spec) -> dict[str, Layout]:
    """Describe every array, coordinates first, ``status`` last."""
    both = len(spec.sides) > 1
    lead, two = (("proposer",), (2,)) if both else ((), ())
    dims, shape, chunks = spec.dims, spec.shape, spec.chunk_shape
    out: dict[str, Layout] = {}
    for place, (name, values) in enumerate(spec.values.items()):
        about = FIELD_VARIABLES[name].attributes()
        grid = spec.design == "grid"
        size = values.size if grid else spec.points
        chunk = size if grid else chunks[0]
        where = dims[place if grid else 0]
        out[name] = Layout((where,), (size,), (chunk,), "float64", np.nan, about)
    if both:
        out["proposer"] = Layout(lead, two, two, "str", "", _wordy(PROPOSER))
    count = Layout((*lead, *dims), (*two, *shape), (*two, *chunks), "int64", 0, COUNT.attributes())
    slots = (spec.equilibria,)
    for name, variable in VARIABLES.items():
        out[name] = Layout(
            (*count.dims, "equilibrium"), count.shape + slots, count.chunks + slots, "float64",
            np.nan, variable.attributes(),
        )  # fmt: skip
    out["equilibrium_count"] = count
    out["status"] = count._replace(
        kind="int8", fill=ABSENT, attributes=STATUS.attributes() | flags()
    )
    return out


def _wordy(variable: Variable) -> dict[str, Any]:
    """Give the attributes of words: they have no unit that a plot should show."""
    return {key: text for key, text in variable.attributes().items() if key != "units"}


def coordinates(spec: Spec) -> dict[str, NDArray[Any]]:
    """Give the coordinates that are there before anything is solved: axes, columns of a list, proposers."""
    known: dict[str, NDArray[Any]] = {} if spec.design == "sobol" else dict(spec.values)
    if len(spec.sides) > 1:
        known["proposer"] = np.array(spec.sides, dtype=np.dtypes.StringDType())
    return known


def create(path: Path, spec: Spec) -> None:
    """Make a store without chunks beside its place, then move it there: it is whole or not there.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    made: Path | None = None
    try:
        beside = path.parent / f".{path.name}-{uuid.uuid4().hex}"
        beside.mkdir()
        made = beside
        # how xarray tells coordinates that are no dimensions from variables
        beside_points = {} if spec.design == "grid" else {"coordinates": " ".join(spec.values)}
        wanted = layouts(spec)
        _describe(made, wanted, provenance(spec) | beside_points)
        for name, values in coordinates(spec).items():
            size = wanted[name].chunks[0]
            for place, start in enumerate(range(0, values.size, size)):
                part = packed(values[start : start + size], wanted[name])
                write(made / name / f"c.{place}", *part)
        if path.is_dir():  # and empty, as whoever called has seen
            path.rmdir()
        os.rename(made, path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            f"{str(path)!r} cannot be written: {reason}. Choose a place that has room and where you may "
            "write."
        ) from None
    finally:
        if made is not None and made.is_dir():
            shutil.rmtree(made, ignore_errors=True)


def _describe(folder: Path, wanted: dict[str, Layout], attributes: dict[str, Any]) -> None:
    """Describe a group and its arrays to zarr, all of it in the group's file too: xarray looks there."""
    inside = {}
    for name, layout in wanted.items():
        inside[name] = described(layout)
        (folder / name).mkdir()
        write(folder / name / "zarr.json", json.dumps(inside[name]).encode())
    together = {"kind": "inline", "must_understand": False, "metadata": inside}
    group = {"zarr_format": 3, "node_type": "group", "attributes": attributes}
    whole = group | {"consolidated_metadata": together}
    write(folder / "zarr.json", json.dumps(whole).encode())


class Store:
    """An open store, to write chunks to and to look at those that are there."""

    def __init__(self, path: Path, spec: Spec) -> None:
        self.path = path
        self.spec = spec
        self._layouts = layouts(spec)
        self._mine = local()  # each thread's room
        self._written = WrittenFiles()
        self._lead = len(spec.sides) > 1

    @cached_property
    def _arrays(self) -> dict[str, Any]:
        """Open the arrays, which takes its time, when something is to be read."""
        import zarr

        group: Any = zarr.open_group(self.path, mode="r+")
        return {
            name: group[name].with_config({"write_empty_chunks": True}) for name in self._layouts
        }

    def _varying(self) -> Iterator[str]:
        """Name the arrays of which every chunk has its part, ``status`` last."""
        for name in self._layouts:
            if name in self.spec.values:
                if self.spec.design == "sobol":
                    yield name
            elif name != "proposer":
                yield name

    def _chunk_file(self, name: str, index: Index) -> Path:
        place = index if name in self.spec.values else self._full(index)
        place += (0,) * (len(self._layouts[name].dims) - len(place))
        return Path(self.path, name, ".".join(("c", *map(str, place))))

    def _full(self, index: Index) -> Index:
        return (0, *index) if self._lead else index

    def _part(self, name: str, region: tuple[slice, ...]) -> tuple[slice, ...]:
        lead = (slice(None),) if self._lead and name not in self.spec.values else ()
        return (*lead, *region)

    def has(self, index: Index) -> bool:
        """Say whether a chunk is there."""
        return self._chunk_file("status", index).exists()

    def present(self) -> int:
        """Count the chunks that are there."""
        return sum(self.has(index) for index in self.spec.indices())

    def intact(self, index: Index) -> bool:
        """Read a chunk, and remove what cannot be read; the checksums tell."""
        if not self.has(index):
            return False
        good = True
        region = self.spec.region(index)
        for name in self._varying():
            file = self._chunk_file(name, index)
            if not file.exists():
                good = False
                continue
            try:
                self._arrays[name][self._part(name, region)]
            except OSError:
                raise
            except Exception:  # zarr's codecs raise whatever their libraries do
                file.unlink(missing_ok=True)
                good = False
        if not good:
            self._chunk_file("status", index).unlink(missing_ok=True)
        return good

    def mend(self) -> None:
        """Write again what coordinates cannot be read."""
        for name, values in coordinates(self.spec).items():
            array = self._arrays[name]
            try:
                good = np.array_equal(array[:], values, equal_nan=name != "proposer")
            except OSError:
                raise
            except Exception:  # zarr's codecs raise whatever their libraries do
                good = False
            if not good:
                for file in Path(self.path, name).glob("c.*"):
                    file.unlink()
                array[:] = values

    def points(self, region: tuple[slice, ...]) -> Columns:
        """Give the varied fields in a part; a list is read from the store itself."""
        if self.spec.design == "list":
            return {name: self._arrays[name][region] for name in self.spec.values}
        return points_of(self.spec, region)

    def compute(self, index: Index) -> Done:
        """Solve a chunk and write it, unless it is there."""
        region = self.spec.region(index)
        kept = self.intact(index)
        if kept:
            status = self._arrays["status"][self._part("status", region)]
            counts = self._arrays["equilibrium_count"][self._part("equilibrium_count", region)]
        else:
            status, counts = self._write(index, region)
        statuses = tuple(int(x) for x in np.bincount(np.ravel(status), minlength=_CODES))
        size = int(np.size(status)) // len(self.spec.sides)
        return Done(index, size, kept, statuses, int(np.sum(counts > self.spec.equilibria)))

    def _write(
        self, index: Index, region: tuple[slice, ...]
    ) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
        """Solve a chunk and write it, ``status`` last; give statuses and counts."""
        room, points = self._room(), self.points(region)
        drawn = points.items() if self.spec.design == "sobol" else ()
        for name, values in chain(drawn, solve_in(room, self.spec, region, points)):
            file = self._chunk_file(name, index)
            self._written.add(file, put(file, *packed(values, self._layouts[name])))
        size = math.prod(part.stop - part.start for part in region)
        return room.status[:, :size], room.counts[:, :size]

    def _room(self) -> Room:
        """Give the thread's room for a chunk."""
        room: Room | None = getattr(self._mine, "room", None)
        if room is None:
            room = self._mine.room = Room(self.spec, math.prod(self.spec.chunk_shape))
        return room

    def clean(self) -> None:
        """Remove the beginnings of files that a killed process left."""
        for file in self.path.rglob(PARTIAL):
            file.unlink(missing_ok=True)


def compute_chunk(path: str, spec: Spec, expected: dict[str, Any], index: Index) -> Done:
    """Compute one chunk, wherever this runs; refuse if this machine has another summitry."""
    here = versions()
    if here != expected:
        raise InputError(differences(expected, here, "the sweep", "on a worker"), "sweep")
    return Store(Path(path), spec).compute(index)


def without_columns(spec: Spec) -> Spec:
    """Take the columns out of a list before it travels: workers read them from the store."""
    if spec.design != "list":
        return spec
    return replace(spec, values={name: values[:0] for name, values in spec.values.items()})


def differences(
    theirs: dict[str, Any], ours: dict[str, Any], there: str = "the store", here: str = "now"
) -> list[str]:
    """Name every field in which two sweeps differ."""
    old, new = _flat(theirs), _flat(ours)
    missing = "nothing"
    return [
        f"{name} differs: {old.get(name, missing)} in {there}, {new.get(name, missing)} {here}"
        for name in dict.fromkeys([*old, *new])
        if old.get(name, missing) != new.get(name, missing)
    ]


def _flat(attributes: dict[str, Any]) -> dict[str, str]:
    """Lay nested fields side by side; what only repeats the spec is left out."""
    flat: dict[str, str] = {}

    def lay(name: str, value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                lay(f"{name}.{key}" if name else key, inner)
        else:
            flat[name] = json.dumps(value, ensure_ascii=False)

    lay("", json.loads(attributes.get(KIND, "{}")))
    for name in ("summitry_version", "summitry_kernels", "summitry_layout"):
        if name in attributes:
            lay(name, attributes[name])
    return flat
