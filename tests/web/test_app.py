"""The application lives as long as its lifespan: threads start with it and end with it."""

import threading
import time

import requests

from prospector.store.database import Database
from tests.web.serving import SECRET, serving


def test_it_ends_its_threads_and_drains_while_it_runs(database: Database) -> None:
    drained = threading.Event()

    def drain() -> int:
        drained.set()
        return 0

    with serving(database, drain=drain) as server:
        assert requests.get(server.url + "/nothing", timeout=60).status_code == 404
        assert drained.wait(60)
        names = {thread.name for thread in threading.enumerate()}
        assert {"inbox writer", "inbox drainer"} <= names
    names = {thread.name for thread in threading.enumerate()}
    assert not {"inbox writer", "inbox drainer"} & names


def test_it_finishes_a_delivery_under_way_before_it_ends(database: Database) -> None:
    answers: list[int] = []
    going = threading.Event()

    def slowly() -> object:
        yield b'{"email": '
        going.set()
        time.sleep(0.5)
        yield b'"alice@acme.example"}'

    def send() -> None:
        answers.append(
            requests.post(
                server.url + "/hooks/site",
                data=slowly(),  # type: ignore[arg-type] # requests takes any iterable
                headers={"X-Secret": SECRET},
                timeout=60,
            ).status_code
        )

    with serving(database) as server:
        sender = threading.Thread(target=send)
        sender.start()
        assert going.wait(60)
        time.sleep(0.1)
    sender.join()
    assert answers == [202]
