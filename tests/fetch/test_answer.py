"""What a server answered is a value."""

from prospector.collect import collector
from prospector.fetch.answer import Answer


def test_it_is_the_answer_collectors_know() -> None:
    assert collector.Answer is Answer
    assert Answer(304, {}, b"", "https://x.example/").status == 304
