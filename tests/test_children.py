"""What tests begin ends with them, even where they are killed: nothing is left on the machine."""

import subprocess
import sys
from pathlib import Path

from tests import children, postgres
from tests.test_scheduler import until

#: Its child holds none of our pipes: we would wait for that one to end.
_BEGIN = """
from subprocess import DEVNULL
from tests import children
print(children.begin(["sleep", "60"], stdout=DEVNULL).pid, flush=True)
input()
"""


def test_it_ends_a_child_of_a_killed_process() -> None:
    parent = children.begin(
        [sys.executable, "-c", _BEGIN], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert children.is_alive(child)
    assert children.of(parent.pid) == [child]
    parent.kill()
    parent.communicate()
    until(lambda: not children.is_alive(child))


def test_it_stops_the_server_of_a_killed_run_and_removes_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    (folder / "data").mkdir(parents=True)
    server = children.begin(["sleep", "60"])
    pid_file = folder / "data" / "postmaster.pid"
    pid_file.write_text(f"{server.pid}\n{folder}\n", encoding="ascii")
    watcher = postgres.watcher(str(folder))
    assert watcher.stdin is not None
    watcher.stdin.close()  # as the kernel does for whoever is killed
    assert server.wait(30) < 0
    assert folder.exists()  # until the server says that it has ended
    pid_file.unlink()
    assert watcher.wait(30) == 0
    assert not folder.exists()
