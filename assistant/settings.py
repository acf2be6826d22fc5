"""All settings, read once from the environment and `pledge.toml`: the only reader of either.

The environment wins over the file; every name in the file is the variable's name without `PLEDGE_`, in lower case.
"""

from __future__ import annotations

import os
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from assistant.sites import Site
from knowledge.embed import DEFAULT_MODEL
from knowledge.errors import InvalidSettings

CONFIG_FILE = "pledge.toml"
_FOR_CHECKS = frozenset({"check", "rules"})  #: sections of the file that `assistant.check_config` reads
_PREFIX = "PLEDGE_"
_ALMOST = 0.8  #: likeness, 0 to 1, from which a variable is a misspelt setting
Seconds = Annotated[float, Field(gt=0)]


class Settings(BaseSettings):
    """What an owner can set; the description of each field is its line in the documentation."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, toml_file=CONFIG_FILE, extra="forbid", frozen=True)

    data: Path = Field(Path(".pledge"), description="The data folder: one folder is one organisation.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8765, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    database_url: str | None = Field(None, description="PostgreSQL URL; without it, SQLite in the data folder.")
    chroma_url: str | None = Field(None, description="Chroma server; without it, Chroma in the data folder.")
    embedding_model: str = Field(DEFAULT_MODEL, description="The packaged model, or the path of a model's folder.")
    embedding_variant: Literal["fp32", "int8"] = Field("fp32", description="int8 is smaller and faster, a bit coarser.")
    calibration: Path | None = Field(None, description="Decision parameters from `pledge calibrate`.")
    model: str | None = Field(
        None,
        description="Language model, `provider:name` (openai, anthropic, google_genai, mistralai, ollama, or "
        "`local:FOLDER`), see `docs/models.md`; without it, or with `none`, the documents' own words answer.",
    )
    model_base_url: str | None = Field(None, description="Address of a server that speaks the provider's protocol.")
    model_api_key: SecretStr | None = Field(
        None, description="Key for the provider; without it, the provider's own variable, such as `OPENAI_API_KEY`."
    )
    model_seconds: Seconds = Field(
        15, description="Most seconds that an answer waits for the model, all calls together."
    )
    model_reply_tokens: int = Field(600, ge=50, description="Most tokens of one reply; a longer one is not used.")
    model_evidence_tokens: int = Field(
        4_000, ge=200, description="Most tokens of passages in a prompt; bytes, where no encoding is on the machine."
    )
    model_calls: int = Field(8, ge=1, description="Most calls of the model at the same time; others get the quotes.")
    model_answering: bool = Field(True, description="Whether the model words answers.")
    model_rewriting: bool = Field(False, description="Whether it rewrites questions into further searches.")
    model_splitting: bool = Field(False, description="Whether it splits questions that ask several things.")
    model_extraction: bool = Field(False, description="Whether it reads hard units in `/v1/commitments/extract`.")
    model_clauses: bool = Field(False, description="Whether it proposes wordings of drafted clauses.")
    model_plain: bool = Field(False, description="Whether it writes plain-language versions of clauses.")
    model_explaining: bool = Field(False, description="Whether it explains findings of the checker.")
    model_customer_tokens: int | None = Field(
        None, ge=0, description="Most tokens a day for customers' questions, all together; no limit by default."
    )
    model_staff_tokens: int | None = Field(
        None, ge=0, description="Most tokens a day for staff, authors and administrators; no limit by default."
    )
    model_prompt_price: float = Field(0, ge=0, description="Price of a million prompt tokens; receipts give the cost.")
    model_reply_price: float = Field(0, ge=0, description="Price of a million reply tokens.")
    model_currency: str = Field("USD", max_length=10, description="Currency of the two prices.")
    model_cached_answers: int = Field(
        1_000, ge=0, description="Answers of the model kept in memory for the same question; 0 keeps none."
    )
    judge_model: str | None = Field(
        None, description="Language model that grades answers in `python -m evals judge`; the same address and key."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="How much is logged.")
    log_questions: bool = Field(False, description="Whether the log holds the text of questions.")
    max_question_characters: int = Field(2_000, ge=20, description="Longest question, and longest history entry.")
    max_history_entries: int = Field(20, ge=0, description="Most earlier messages that a question may carry.")
    max_body_bytes: int = Field(60_000_000, ge=10_000, description="Largest request, uploads included.")
    max_ingest_bytes: int = Field(2_000_000_000, ge=10_000, description="Largest folder sent to a running server.")
    requests_per_minute: int = Field(
        6_000, ge=1, description="Most requests a minute for one key: guards against loops; set lower for public keys."
    )
    failed_keys_per_minute: int = Field(600, ge=1, description="Most wrong keys a minute from one address.")
    secret: Annotated[SecretStr, Field(min_length=16)] | None = Field(
        None,
        description="What keys are digested with; several servers must share it. Made in the data folder by default.",
    )
    reports: Path = Field(Path("evals/reports"), description="Folder of evaluation reports that the console shows.")
    sign_in_hours: float = Field(12, gt=0, le=24 * 90, description="Hours after which a sign-in to the console ends.")
    oidc_issuer: str | None = Field(
        None, description="OpenID Connect issuer that staff sign in to the console with; off by default."
    )
    oidc_client_id: str | None = Field(None, description="The client's id there.")
    oidc_client_secret: SecretStr | None = Field(None, description="The client's secret there.")
    oidc_role_claim: str = Field(
        "pledge_role", description="Claim that holds the role of whoever signs in: staff, author or admin."
    )
    oidc_default_role: Literal["staff", "author", "none"] = Field(
        "none", description="Role of those whose claim holds none; none: they may not sign in."
    )
    receipt_days: int = Field(0, ge=0, description="Days after which receipts are deleted; 0 keeps them.")
    conversation_days: int = Field(
        90, ge=0, description="Days after its last question when a conversation is erased; 0 keeps all."
    )
    sites: tuple[Site, ...] = Field(
        (),
        description="Sites that may show the chat: tables `[[sites]]` with `id` and `origins`, see `docs/widget.md`.",
    )
    session_minutes: float = Field(15, gt=0, le=60, description="Minutes for which a page's chat token is valid.")
    session_hours: float = Field(12, gt=0, le=24 * 7, description="Hours for which a page may renew its token.")
    visitor_requests_per_minute: int = Field(60, ge=1, description="Most requests a minute of one visitor's chat.")
    address_requests_per_minute: int = Field(
        600, ge=1, description="Most requests a minute of all anonymous visitors at one address."
    )
    mcp_hosts: tuple[str, ...] = Field(
        ("127.0.0.1", "localhost", "[::1]"),
        description="Names by which programs may reach `/mcp`, as a list in JSON: a guard against pages that pretend "
        "to be on this server. Add your server's name.",
    )
    max_file_bytes: int = Field(50_000_000, ge=1_000, description="Largest file that is read.")
    max_file_pages: int = Field(2_000, ge=1, description="Most pages of one file.")
    max_file_characters: int = Field(20_000_000, ge=1_000, description="Most characters of text in one file.")
    read_seconds: Seconds = Field(60, description="Longest time to read one file, in seconds.")
    read_memory_bytes: int = Field(1_500_000_000, ge=100_000_000, description="Most memory to read one file.")

    @field_validator("data", mode="after")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("model", "judge_model", mode="after")
    @classmethod
    def _none_is_none(cls, value: str | None) -> str | None:
        return None if value in {None, "", "none"} else value

    @field_validator("sites", mode="after")
    @classmethod
    def _each_once(cls, value: tuple[Site, ...]) -> tuple[Site, ...]:
        if len({site.id for site in value}) < len(value):
            raise ValueError("two sites have the same id; give each its own")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic-settings' own signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments before the environment before the file."""
        return init_settings, env_settings, _File(settings_cls)


class _File(TomlConfigSettingsSource):
    """The settings in `pledge.toml`, without its sections for checks."""

    def __call__(self) -> dict[str, Any]:
        return {name: value for name, value in super().__call__().items() if name not in _FOR_CHECKS}


def tiktoken_folder() -> Path | None:
    """Where tiktoken keeps its encodings, by its own variable; it would download what is not there."""
    value = os.environ.get("TIKTOKEN_CACHE_DIR")
    return Path(value) if value else None


def load_settings(**overrides: Any) -> Settings:
    """The settings of this process; `overrides` (a command's options) win, None means not given.

    Raises:
        InvalidSettings: a value cannot be used; the message names it and says what is accepted.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    _refuse_misspelt()
    try:
        return Settings(**given)
    except SettingsError as error:
        # pydantic-settings names the field, and no more, in its message.
        name = str(error).split('"')[1] if '"' in str(error) else "sites"
        raise InvalidSettings(f"Setting '{name}' ({_PREFIX}{name.upper()}) must be written as JSON.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise InvalidSettings(f"{CONFIG_FILE} in this folder cannot be used: {error}. Correct it.") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        known = ", ".join(sorted(Settings.model_fields))
        hint = f" Known settings: {known}." if first["type"] == "extra_forbidden" else ""
        raise InvalidSettings(f"Setting '{name}' (PLEDGE_{name.upper()}): {first['msg']}.{hint}") from error


def _refuse_misspelt() -> None:
    """A misspelt variable must not leave its setting at the default in silence.

    Variables that resemble no setting may be other programs'.

    Raises:
        InvalidSettings: one is spelt almost like a setting.
    """
    known = [f"{_PREFIX}{name.upper()}" for name in Settings.model_fields]
    for name in map(str.upper, os.environ):
        if name.startswith(_PREFIX) and name not in known:
            meant = get_close_matches(name, known, n=1, cutoff=_ALMOST)
            if meant:
                raise InvalidSettings(f"{name} is no setting. Did you mean {meant[0]}?")
