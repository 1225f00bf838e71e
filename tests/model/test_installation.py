"""Every hint to install something names what pip can find: by the installation's own record (PEP 610)."""

from __future__ import annotations

import ast
import json
import shlex
from pathlib import Path

import pytest

from summitry.model.extras import missing_package, require
from summitry.model.installation import build_commands, install_command

SOURCE = Path(__file__).parents[2] / "src" / "summitry"
REQUIREMENTS = (
    'xarray>=2024.1; extra == "data"',
    "summitry[data]; extra == 'sweep'",
    'zarr>=3.1.3; extra == "sweep"',
    'summitry[data,sweep]; extra == "all"',
    "numpy>=1.26",
)


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Return a function that writes the records of an installation, which Python then finds first."""

    def write(source: dict | None, installer: str = "pip") -> None:
        record = tmp_path / "site" / "summitry-0.1.0.dist-info"
        record.mkdir(parents=True)
        needs = "".join(f"Requires-Dist: {text}\n" for text in REQUIREMENTS)
        (record / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: summitry\nVersion: 1\n{needs}"
        )
        (record / "INSTALLER").write_text(installer + "\n")
        if source is not None:
            (record / "direct_url.json").write_text(json.dumps(source))
        monkeypatch.syspath_prepend(str(record.parent))

    return write


def url(path: Path) -> dict:
    return {"url": path.as_uri(), "dir_info": {}}


REMOTE = {
    "index": (None, "pip install 'summitry[data]'"),
    "branch": (
        {"url": "https://host/s.git", "vcs_info": {"vcs": "git", "requested_revision": "next"}},
        "pip install 'summitry[data] @ git+https://host/s.git@next'",
    ),
    "commit": (
        {"url": "file:///srv/s.git", "vcs_info": {"vcs": "git", "commit_id": "1f"}},
        "pip install 'summitry[data] @ git+file:///srv/s.git@1f'",
    ),
    "folder of a repository": (
        {"url": "https://host/s", "vcs_info": {"vcs": "hg", "commit_id": "1f"}, "subdirectory": "py"},
        "pip install 'summitry[data] @ hg+https://host/s@1f#subdirectory=py'",
    ),
    "archive": (
        {"url": "https://host/summitry-1.whl", "archive_info": {}},
        "pip install 'summitry[data] @ https://host/summitry-1.whl'",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "said"), REMOTE.values(), ids=REMOTE)
def test_from_elsewhere_the_command_names_the_source(installed, source, said):
    installed(source)
    assert install_command("data") == said


@pytest.mark.parametrize("name", ["clone", "my clone", "l'ami", "été"])
@pytest.mark.parametrize("editable", [False, True])
def test_from_a_folder_the_command_names_the_folder(installed, tmp_path, name, editable):
    clone = tmp_path / name
    clone.mkdir()
    installed({"url": clone.as_uri(), "dir_info": {"editable": True} if editable else {}})
    wanted = ["pip", "install", *(["-e"] if editable else []), f"{clone}[data]"]
    assert shlex.split(install_command("data")) == wanted
    assert shlex.split(install_command()) == [*wanted[:-1], str(clone)]


def test_from_a_wheel_the_command_names_the_file(installed, tmp_path):
    wheel = tmp_path / "summitry-1-py3-none-any.whl"
    wheel.touch()
    installed({"url": wheel.as_uri(), "archive_info": {}})
    assert shlex.split(install_command("data")) == ["pip", "install", f"{wheel}[data]"]


@pytest.mark.parametrize(
    ("extra", "needed"),
    [("data", ["xarray>=2024.1"]), ("sweep", ["xarray>=2024.1", "zarr>=3.1.3"]),
     ("all", ["xarray>=2024.1", "zarr>=3.1.3"])],
)  # fmt: skip
def test_where_the_source_is_gone_the_command_names_the_packages(
    installed, tmp_path, extra, needed
):
    installed(url(tmp_path / "gone"))
    assert shlex.split(install_command(extra)) == ["pip", "install", *needed]


def test_uv_is_named_where_uv_installed(installed):
    installed(None, "uv")
    assert install_command("data") == "uv pip install 'summitry[data]'"


def test_a_script_of_the_source_is_run_where_the_source_is(installed, tmp_path):
    (tmp_path / "build.py").touch()
    installed(url(tmp_path))
    assert build_commands("build.py", "explore") == (
        f"python {tmp_path}/build.py && pip install --force-reinstall --no-deps '{tmp_path}[explore]'"
    )
    assert "python" not in build_commands("none.py", "explore")


def test_every_message_of_a_missing_package_has_the_command(installed):
    installed(REMOTE["branch"][0])
    command = REMOTE["branch"][1]
    with pytest.raises(ImportError) as error:
        require("solve_many", "data", "xarray", "no_such_package")
    assert str(error.value) == (
        f"solve_many needs no_such_package, which is not installed. Run: {command}"
    )
    assert command in str(missing_package("a figure", "matplotlib", "data"))


def test_no_message_names_a_command_of_its_own():
    """A hint that is written by hand would name the index again."""
    own = SOURCE / "model" / "installation.py"
    for path in SOURCE.rglob("*.py"):
        if path == own:
            continue
        texts = [
            node.value for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]  # fmt: skip
        assert not [text for text in texts if "pip install" in text], path
