"""`prospector unsuppress`: only what was suppressed."""

from pathlib import Path

from tests.cli.handing_over import desk


def test_it_takes_a_suppression_back(tmp_path: Path) -> None:
    team = desk(tmp_path)
    team.run("suppress", "globex.example", "--reason", "their lawyer wrote")
    said = team.run("unsuppress", "https://www.globex.example/")
    assert said.out == "domain globex.example may be touched again\n"
    assert "nothing holds it any more" in team.run("why-not", "charlie@globex.example").out
    said = team.run("unsuppress", "globex.example")
    assert (said.code, said.err) == (1, "error: domain globex.example is not suppressed\n")
    team.run("suppress", "globex.example", "--reason", "again")
    assert team.json("unsuppress", "globex.example")["changed"] is True
