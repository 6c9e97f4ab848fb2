"""One frozen settings object, read once, that knows where each value came from."""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from prospector.errors import SettingsError

FILE = "prospector.toml"
PREFIX = "PROSPECTOR_"
_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Settings(BaseModel):
    """Everything that differs between two installations. Rules are not settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str = Field(
        default="",
        description="SQLAlchemy address of the store; empty = prospector.db in the workspace.",
    )
    timezone: str = Field(
        default="Europe/Paris",
        description="IANA zone of the business day: caps and the daily queue turn over here.",
    )
    language: Literal["en", "fr"] = Field(
        default="en",
        description="What verbs and reports speak (help, errors and the workbench of rules are English), and the language of a lead whose own is unknown.",
    )
    exports_dir: str = Field(
        default="exports", description="Where exported files go, relative to the workspace."
    )
    settle_seconds: float = Field(
        default=1.0,
        ge=0,
        le=60,
        description="How long nobody must have written to a file before it is taken in; 0 = do not wait.",
    )
    inbox_days: int = Field(
        default=30,
        ge=1,
        description="Days the raw bodies of webhooks are kept after they came; they name people.",
    )
    suppression_key: SecretStr | None = Field(
        default=None,
        description="Key of the suppression hashes, kept outside the database; empty = the file .prospector/suppression.key.",
    )

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"unknown time zone {value!r}; use an IANA name such as Europe/Paris")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The business time zone."""
        return ZoneInfo(self.timezone)


class Configuration(BaseModel):
    """Settings plus, per key, the place its value came from (`doctor` prints it)."""

    model_config = ConfigDict(frozen=True)

    workspace: Path
    settings: Settings
    origins: dict[str, str]


def load(workspace: Path, environ: Mapping[str, str] = os.environ) -> Configuration:
    """Read prospector.toml, then the environment (which wins), then the defaults.

    A secret may be given as `PROSPECTOR_<KEY>_FILE`, the path of a file that holds it.

    Raises:
        SettingsError: a key is unknown or a value is refused; all of them are named.
    """
    values: dict[str, Any] = {}  # what a TOML file holds; the model below checks every type
    origins = dict.fromkeys(Settings.model_fields, "default")
    for key, value in _from_file(workspace / FILE).items():
        values[key], origins[key] = value, FILE
    for key in Settings.model_fields:
        found = _from_environment(key, environ)
        if found is not None:
            values[key], origins[key] = found
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_explain(error, origins, workspace / FILE)) from None
    return Configuration(workspace=workspace, settings=settings, origins=origins)


def reveal(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """A text of rules/ with each `${NAME}` replaced by the environment's, or by what NAME_FILE holds.

    Raises:
        SettingsError: the environment has neither.
    """
    return _REFERENCE.sub(lambda found: _secret(found[1], environ), text)


def secret_files(text: str, environ: Mapping[str, str] = os.environ) -> list[Path]:
    """The files that hold what a text's references stand for; they may change, the environment may not."""
    names = [name for name in _REFERENCE.findall(text) if name not in environ]
    return [Path(path) for name in names if (path := environ.get(f"{name}_FILE")) is not None]


def _secret(name: str, environ: Mapping[str, str]) -> str:
    if name in environ:
        return environ[name]
    path = environ.get(f"{name}_FILE")
    if path is None:
        raise SettingsError(f"${name} is not set: export {name}=…, or {name}_FILE=path of a file")
    return _read(path, f"${name}_FILE")


def _read(path: str, origin: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{origin}: cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{origin}: {path} is not text in UTF-8") from None


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name}: {error}") from None


def _from_environment(key: str, environ: Mapping[str, str]) -> tuple[str, str] | None:
    name = PREFIX + key.upper()
    if name in environ:
        return environ[name], f"${name}"
    path = environ.get(f"{name}_FILE")
    if path is None:
        return None
    return _read(path, f"${name}_FILE"), f"${name}_FILE"


def _explain(error: ValidationError, origins: Mapping[str, str], file: Path) -> str:
    lines = []
    for item in error.errors(include_url=False, include_input=False):
        key = str(item["loc"][0])
        reason = item["msg"].removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            reason = f"unknown key{_hint(key)}"
        origin = origins.get(key, FILE)
        place = f"{FILE}:{_line_of(key, file)}" if origin == FILE else origin
        lines.append(f"{place}: {key}: {reason}")
    return "\n".join(lines)


def _hint(key: str) -> str:
    near = difflib.get_close_matches(key, Settings.model_fields, n=1)
    return (
        f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(Settings.model_fields)}"
    )


def _line_of(key: str, file: Path) -> int:
    """Where a key of the settings file stands; 1 when it is written in an unusual way."""
    written = re.compile(rf"""^\s*["']?{re.escape(key)}["']?\s*[=.]|^\s*\[{re.escape(key)}\b""")
    lines = file.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if written.match(line)), 1)
