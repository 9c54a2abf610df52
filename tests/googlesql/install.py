"""Install the judge: the GoogleSQL reference server and its protocol, into .cache/googlesql.

Run `python -m tests.googlesql.install`; twice is once. The package is used by tests only.
"""

import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from importlib.resources import files
from pathlib import Path

PACKAGE = "@fivetrandevelopers/zetasql@1.13.0"
HOME = Path(__file__).resolve().parents[2] / ".cache" / "googlesql"
SERVER = HOME / "remote_server.so"
STUBS = HOME / "stubs"
_INSIDE = "package/lib/zetasql/"


class Missing(Exception):
    """The judge is not installed and cannot be; the message says why."""


def installed() -> bool:
    """Whether the server and its compiled protocol are both there."""
    return SERVER.exists() and (STUBS / "local_service_pb2_grpc.py").exists()


def install() -> None:
    """Fetch, unpack and compile what is missing. Raises Missing."""
    if installed():
        return
    if sys.platform != "linux":
        raise Missing("the GoogleSQL server of the npm package runs on Linux only")
    if shutil.which("npm") is None:
        raise Missing("npm is needed to fetch " + PACKAGE)
    HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=HOME) as scratch:
        protos = _unpack(_fetch(Path(scratch)), Path(scratch))
        _compile(protos)


def _fetch(scratch: Path) -> Path:
    done = subprocess.run(
        ["npm", "pack", PACKAGE, "--pack-destination", str(scratch), "--silent"],
        capture_output=True,
        text=True,
        check=False,
    )
    archives = list(scratch.glob("*.tgz"))
    if done.returncode or not archives:
        raise Missing(f"npm could not fetch {PACKAGE}: {done.stderr.strip()[-200:]}")
    return archives[0]


def _unpack(archive: Path, scratch: Path) -> Path:
    arm = platform.machine() in ("aarch64", "arm64")
    binary = _INSIDE + ("remote_server_arm.so" if arm else "remote_server.so")
    with tarfile.open(archive) as tar:
        wanted = [m for m in tar if m.name == binary or m.name.startswith(_INSIDE + "protos/")]
        tar.extractall(scratch, members=wanted, filter="data")
    server = scratch / binary
    server.chmod(0o755)
    server.replace(SERVER)
    return scratch / _INSIDE / "protos"


def _compile(protos: Path) -> None:
    from grpc_tools import protoc

    STUBS.mkdir(exist_ok=True)
    sources = sorted(str(p.relative_to(protos)) for p in protos.rglob("*.proto"))
    arguments = [
        "protoc",
        f"-I{protos}",
        f"-I{files('grpc_tools') / '_proto'}",
        f"--python_out={STUBS}",
        f"--grpc_python_out={STUBS}",
        *sources,
    ]
    if protoc.main(arguments):
        raise Missing("grpcio-tools could not compile the GoogleSQL protocol")


if __name__ == "__main__":
    try:
        install()
    except Missing as why:
        sys.exit(f"GoogleSQL is not installed: {why}")
    print(f"GoogleSQL is in {HOME}")
