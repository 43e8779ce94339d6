"""Where this installation keeps its state, which policy pack it uses and in which language it speaks.

Belongs here: what the environment decides, read once and handed on as a value.
Does not belong here: anything of the plan itself (the policy pack), and reading or writing those folders.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self, cast, get_args

Language = Literal["zh", "en"]

_PACKAGE = Path(__file__).resolve().parent
DEFAULT_DATA_DIR = _PACKAGE.parent / "data"
DEFAULT_POLICY_DIR = _PACKAGE / "policy" / "packs" / "xianning_2020"


class SettingsError(ValueError):
    """The environment asks for something that does not exist."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One installation: its data folder, its policy pack, its language."""

    data_dir: Path = DEFAULT_DATA_DIR
    policy_dir: Path = DEFAULT_POLICY_DIR
    lang: Language = "zh"

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """SANKU_DATA, SANKU_POLICY and SANKU_LANG, each with its default."""
        return cls(
            data_dir=_folder(env.get("SANKU_DATA"), default=DEFAULT_DATA_DIR),
            policy_dir=_folder(env.get("SANKU_POLICY"), default=DEFAULT_POLICY_DIR),
            lang=_language(env),
        )

    @property
    def inbox(self) -> Path:
        """Files that wait to be received."""
        return self.data_dir / "inbox"

    @property
    def archive(self) -> Path:
        """The bytes, the deliveries and the policy packs used: kept for ever."""
        return self.data_dir / "archive"

    @property
    def decisions(self) -> Path:
        """What people decided about similar names: an input like the archive, kept for ever."""
        return self.data_dir / "decisions" / "identity.csv"

    @property
    def landing(self) -> Path:
        """Typed rows and findings by submission: a cache."""
        return self.data_dir / "landing"

    @property
    def builds(self) -> Path:
        """Warehouses while they are built."""
        return self.data_dir / "builds"

    @property
    def published(self) -> Path:
        """Immutable published versions and the symlink `current`."""
        return self.data_dir / "published"

    @property
    def issues(self) -> Path:
        """Issued bulletins: never pruned."""
        return self.data_dir / "issues"


def _folder(value: str | None, *, default: Path) -> Path:
    return Path(value).expanduser().absolute() if value else default


def _language(env: Mapping[str, str]) -> Language:
    asked = env.get("SANKU_LANG", "")
    if asked:
        if asked not in get_args(Language):
            raise SettingsError(f"SANKU_LANG={asked!r}: 只能是 zh 或 en / must be zh or en")
        return cast(Language, asked)
    # The order in which POSIX looks for the language of messages.
    locale = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return "en" if locale.lower().startswith("en") else "zh"
