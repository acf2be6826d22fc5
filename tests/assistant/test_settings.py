"""Settings: where they come from, and what is said of those that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import load_settings
from knowledge.errors import InvalidSettings


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_an_option_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pledge.toml").write_text("port = 1001\nhost = 'file'\nlog_questions = true\n")
    monkeypatch.setenv("PLEDGE_PORT", "1002")
    monkeypatch.setenv("PLEDGE_HOST", "environment")
    found = load_settings(port=1003, host=None)
    assert (found.port, found.host, found.log_questions) == (1003, "environment", True)


def test_the_data_folder_is_absolute(tmp_path: Path) -> None:
    assert load_settings(data=Path("here")).data == tmp_path / "here"


@pytest.mark.parametrize(
    ("name", "value"), [("PLEDGE_PORT", "70000"), ("PLEDGE_LOG_LEVEL", "loud"), ("PLEDGE_SECRET", "hush-hush")]
)
def test_a_wrong_value_is_named_but_never_shown_when_it_is_secret(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSettings, match=name) as caught:
        load_settings()
    assert "hush" not in caught.value.message


def test_an_unknown_name_in_the_file_lists_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "pledge.toml").write_text("prot = 80\n")
    with pytest.raises(InvalidSettings, match=r"'prot'.*Known settings: .*port"):
        load_settings()


@pytest.mark.parametrize("data", [b"port = ", b"\xff\xfe"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "pledge.toml").write_bytes(data)
    with pytest.raises(InvalidSettings, match=r"pledge\.toml in this folder cannot be used"):
        load_settings()


def test_sites_in_the_environment_are_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLEDGE_SITES", "shop")
    with pytest.raises(InvalidSettings, match=r"PLEDGE_SITES.* JSON"):
        load_settings()


def test_a_misspelt_variable_is_refused_and_another_programs_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLEDGE_EXTRA_INDEX", "https://a.example")
    load_settings()
    monkeypatch.setenv("PLEDGE_DATABASE_URI", "postgresql://a@b/c")
    with pytest.raises(InvalidSettings, match=r"Did you mean PLEDGE_DATABASE_URL\?"):
        load_settings()
