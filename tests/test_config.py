"""Settings are typed, refused when unknown, and know where they came from."""

from pathlib import Path

import pytest

from prospector.config import load, reveal, secret_files
from prospector.errors import SettingsError


def test_it_takes_the_environment_over_the_file_over_the_default(tmp_path: Path) -> None:
    (tmp_path / "prospector.toml").write_text('timezone = "Europe/London"\nlanguage = "fr"\n')
    found = load(tmp_path, {"PROSPECTOR_LANGUAGE": "en"})
    assert (found.settings.timezone, found.settings.language) == ("Europe/London", "en")
    assert found.origins["timezone"] == "prospector.toml"
    assert found.origins["language"] == "$PROSPECTOR_LANGUAGE"
    assert found.origins["exports_dir"] == "default"


def test_it_names_every_wrong_key_at_once(tmp_path: Path) -> None:
    (tmp_path / "prospector.toml").write_text('timzone = "Europe/Paris"\nlanguage = "de"\n')
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, {"PROSPECTOR_TIMEZONE": "Mars/Olympus"})
    message = str(caught.value)
    assert "prospector.toml:1: timzone: unknown key; did you mean 'timezone'?" in message
    assert "prospector.toml:2: language:" in message
    assert "$PROSPECTOR_TIMEZONE: timezone: unknown time zone 'Mars/Olympus'" in message


def test_it_says_where_a_file_is_broken(tmp_path: Path) -> None:
    (tmp_path / "prospector.toml").write_text("timezone = \n")
    with pytest.raises(SettingsError, match=r"prospector\.toml: .*line 1"):
        load(tmp_path, {})


def test_it_reads_a_secret_from_a_file_and_hides_it(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("open sesame\n")
    found = load(tmp_path, {"PROSPECTOR_SUPPRESSION_KEY_FILE": str(secret)})
    assert found.settings.suppression_key is not None
    assert found.settings.suppression_key.get_secret_value() == "open sesame"
    assert "sesame" not in repr(found)


def test_it_fails_loudly_when_a_secret_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PROSPECTOR_SUPPRESSION_KEY_FILE"):
        load(tmp_path, {"PROSPECTOR_SUPPRESSION_KEY_FILE": str(tmp_path / "nowhere")})


def test_it_reveals_what_rules_refer_to(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("s3\n", encoding="utf-8")
    environ = {"A": "one", "B_FILE": str(tmp_path / "key")}
    assert reveal("Bearer ${A}-${B} $C", environ) == "Bearer one-s3 $C"
    with pytest.raises(SettingsError, match=r"\$C is not set"):
        reveal("${C}", environ)
    with pytest.raises(SettingsError, match="D_FILE: cannot read"):
        reveal("${D}", {"D_FILE": str(tmp_path / "none")})


def test_it_knows_the_files_that_hold_what_rules_refer_to(tmp_path: Path) -> None:
    environ = {"A": "one", "A_FILE": "unread", "B_FILE": str(tmp_path / "b")}
    assert secret_files("${A} ${B} ${C}", environ) == [tmp_path / "b"]
    (tmp_path / "b").write_bytes(b"\xff")
    with pytest.raises(SettingsError, match=r"\$B_FILE: .* is not text in UTF-8"):
        reveal("${B}", environ)
