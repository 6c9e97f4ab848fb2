"""Word lists are read without their comments."""

from prospector.data.lists import words


def test_it_reads_entries_without_comments_or_blanks() -> None:
    found = words("freemail")
    assert "gmail.com" in found
    assert all(entry == entry.strip() and entry and "#" not in entry for entry in found)


def test_it_lists_nothing_twice() -> None:
    for name in ("freemail", "role_names"):
        assert len(set(words(name))) == len(words(name))
