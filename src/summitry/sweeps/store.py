"""The Zarr store of a sweep: made at once, filled chunk by chunk, each chunk wholly there or absent.

A chunk's variables are written first and its ``status`` last; zarr puts every file in place by renaming it.
So a chunk is there exactly if its part of ``status`` is, whatever was killed and when. Nothing that depends
on time, machine or order is written: two stores of one `Spec` have the same bytes.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import uuid
import warnings
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..batch.attributes import flags
from ..model.faults import InputError
from ..model.output_files import reason_of
from ..model.variables import FIELD_VARIABLES
from .layout import ArrayLayout, differences, known_coordinates, layouts, provenance, versions
from .points import chunk_points
from .solve import solve_part
from .spec import Columns, Index, Spec

_DESCRIPTION = "zarr.json"
_PARTIAL = "*.partial"  # what zarr calls a file that it is writing
_LEVEL = 1  # of lz4: most bits are noise, to be passed over fast (docs/decisions/0043)
_TALLIED = ("equilibrium_count", "status")  # the variables that `ChunkResult` counts
_STATUS_CODES = len(flags()["flag_values"])


class MadeMeanwhileError(Exception):
    """While a store was being made, another run has put something in its place."""


class ChunkResult(NamedTuple):
    """What became of a chunk."""

    chunk: Index
    points: int
    kept: bool  # it was there already
    statuses: tuple[int, ...]  # how many answers there are of each status
    truncated: int  # answers with more equilibria than there are slots


def create(path: Path, spec: Spec) -> None:
    """Make a store without chunks beside its place, then move it there: it is whole or not there.

    Raises
    ------
    InputError
        If the folder cannot be written.
    MadeMeanwhileError
        If another run has put something there in the meantime.
    """
    temporary = path.parent / f".{path.name}-{uuid.uuid4().hex}"
    try:
        group = _describe(temporary, spec)
        for name, values in known_coordinates(spec).items():
            group[name][:] = values
        if path.is_dir():  # and empty, as the caller has checked
            path.rmdir()
        os.rename(temporary, path)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            raise MadeMeanwhileError from None
        raise InputError(
            f"{str(path)!r} cannot be written: {reason_of(error)}. Choose a place that has room and where "
            "you may write."
        ) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _describe(place: Any, spec: Spec) -> Any:
    """Make a group and its arrays, without a number in them, in a folder or in memory; return the group."""
    import zarr

    # how xarray tells coordinates that are no dimensions from variables
    labels = {}
    if spec.design != "grid":
        labels["coordinates"] = " ".join((*spec.values, *(name for name in spec.labels if name != "point")))
    group = zarr.create_group(place, attributes=provenance(spec) | labels)
    for name, layout in layouts(spec).items():
        _create_array(group, name, layout)
    with warnings.catch_warnings():  # that other readers may ignore what is consolidated
        warnings.simplefilter("ignore")
        zarr.consolidate_metadata(group.store)
    return group


def _descriptions(spec: Spec) -> dict[str, bytes]:
    """Return the files that describe the group and its arrays, by their names in a store."""
    files: dict[str, Any] = {}
    _describe(files, spec)
    return {name: data.to_bytes() for name, data in files.items() if name.endswith(_DESCRIPTION)}


def damaged_descriptions(path: Path, spec: Spec) -> dict[str, bytes]:
    """Return, by name, what the descriptions should be that are missing in a store or say another thing."""
    return {
        name: wanted
        for name, wanted in _descriptions(spec).items()
        if _read_json(path / name) != json.loads(wanted)
    }


def _read_json(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None


def _create_array(group: Any, name: str, layout: ArrayLayout) -> Any:
    """Describe an array to zarr: order of a chunk's numbers, compressor, checksum, names of files."""
    from zarr.codecs import BloscCodec, Crc32cCodec, TransposeCodec

    axes = range(len(layout.dims))
    slots_first = TransposeCodec(order=(axes[-1], *axes[:-1]))
    # values of a field are of one size: their first bytes are alike
    shuffle: Any = "shuffle" if name in FIELD_VARIABLES else "noshuffle"
    size = 1 if layout.dtype == "str" else np.dtype(layout.dtype).itemsize
    return group.create_array(
        name, shape=layout.shape, chunks=layout.chunks, dtype=layout.dtype, fill_value=layout.fill_value,
        attributes=layout.attributes, dimension_names=layout.dims,
        filters=[slots_first] if layout.dims[-1] == "equilibrium" else [],
        compressors=[BloscCodec(cname="lz4", clevel=_LEVEL, shuffle=shuffle, typesize=size), Crc32cCodec()],
        # all chunks of a variable in one folder: a folder for each takes as long as its file
        chunk_key_encoding={"name": "default", "separator": "."},
    )  # fmt: skip


class Store:
    """An open store, to write chunks to and to look at those that are there."""

    def __init__(self, path: Path, spec: Spec) -> None:
        import zarr

        self.path = path
        self.spec = spec
        with zarr.config.set({"array.write_empty_chunks": True}):  # `with_config` is newer: 3.1.6
            group: Any = zarr.open_group(path, mode="r+")
            self._arrays: dict[str, Any] = {name: group[name] for name in layouts(spec)}
        known = known_coordinates(spec)
        self._in_chunks = [name for name in self._arrays if name not in known]  # ``status`` last

    def _grid_index(self, name: str, index: Index) -> Index:
        """Return the index of an array's chunk: proposers and slots are not cut."""
        dims = self._arrays[name].metadata.dimension_names
        lead = (0,) if dims[0] == "proposer" else ()
        return (*lead, *index, *((0,) if dims[-1] == "equilibrium" else ()))

    def _file(self, name: str, index: Index) -> Path:
        key = self._arrays[name].metadata.encode_chunk_key(self._grid_index(name, index))
        return self.path / name / str(key)

    def _selection(self, name: str, index: Index) -> tuple[slice, ...]:
        lead = (
            (slice(None),) if self._arrays[name].metadata.dimension_names[0] == "proposer" else ()
        )
        return (*lead, *self.spec.chunk_slices(index))

    def _read(self, name: str, index: Index) -> Any:
        return self._arrays[name][self._selection(name, index)]

    def has(self, index: Index) -> bool:
        """Return whether a chunk is there."""
        return self._file("status", index).exists()

    def count_chunks(self) -> int:
        """Count the chunks that are there."""
        return sum(self.has(index) for index in self.spec.chunk_indices())

    def _is_intact(self, index: Index) -> bool:
        """Read a chunk, all its variables: checksums tell what is damaged."""
        if not self.has(index):
            return False
        return all(
            self._file(name, index).exists()
            and _is_readable(self._arrays[name], self._selection(name, index))
            for name in self._in_chunks
        )

    def repair_coordinates(self) -> None:
        """Write again the coordinates that are damaged."""
        for name, values in known_coordinates(self.spec).items():
            array = self._arrays[name]
            if not (
                _is_readable(array, ...)
                and np.array_equal(array[:], values, equal_nan=values.dtype.kind == "f")
            ):
                array[:] = values

    def remove_partial_files(self) -> None:
        """Remove the beginnings of files that a killed process left."""
        for file in self.path.rglob(_PARTIAL):
            with contextlib.suppress(OSError):  # they are in nobody's way where nothing can be written
                file.unlink(missing_ok=True)

    def _points(self, slices: tuple[slice, ...]) -> Columns:
        """Return the varied fields in a part; a list is read from the store, for workers do not have it."""
        if self.spec.design == "list":
            return {name: self._arrays[name][slices] for name in self.spec.values}
        return chunk_points(self.spec, slices)

    def compute(self, index: Index) -> ChunkResult:
        """Solve a chunk and write it, unless it is there."""
        kept = self._is_intact(index)
        if kept:
            tallied = {name: self._read(name, index) for name in _TALLIED}
        else:
            tallied = self._solve_and_write(index)
        status = np.ravel(tallied["status"])
        truncated = np.sum(tallied["equilibrium_count"] > self.spec.equilibria)
        statuses = tuple(int(x) for x in np.bincount(status, minlength=_STATUS_CODES))
        points = status.size // len(self.spec.proposers)
        return ChunkResult(index, points, kept, statuses, int(truncated))

    def _solve_and_write(self, index: Index) -> dict[str, Any]:
        """Solve a chunk and write it, ``status`` last; return what is tallied."""
        self._file("status", index).unlink(missing_ok=True)
        slices = self.spec.chunk_slices(index)
        points = self._points(slices)
        drawn = points.items() if self.spec.design == "sobol" else ()
        tallied = {}
        for name, values in chain(drawn, solve_part(self.spec, slices, points)):
            self._arrays[name][self._selection(name, index)] = values
            if name in _TALLIED:
                tallied[name] = values
        return tallied


def _is_readable(array: Any, selection: Any) -> bool:
    """Return whether part of an array can be read and its checksums are right."""
    try:
        array[selection]
    except OSError:
        raise
    except Exception:  # zarr's codecs raise whatever their libraries do
        return False
    return True


def compute_chunk(path: str, spec: Spec, expected: dict[str, Any], index: Index) -> ChunkResult:
    """Compute one chunk on a worker; refuse if it has another summitry.

    Raises
    ------
    InputError
        Naming the versions that differ.
    """
    here = versions()
    if here != expected:
        raise InputError(differences(expected, here, "the sweep", "on a worker"), "sweep")
    return Store(Path(path), spec).compute(index)


def without_columns(spec: Spec) -> Spec:
    """Return a spec to send to workers: without the columns of a list, which they read from the store."""
    if spec.design != "list":
        return spec
    values, labels = (
        {name: column[:0] for name, column in columns.items()} for columns in (spec.values, spec.labels)
    )
    return replace(spec, values=values, labels=labels)
