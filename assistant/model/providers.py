"""Settings to a language model: LangChain's `init_chat_model`, or a model's folder on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.model.connection import LanguageModel
from assistant.model.tokens import TokenCounter
from assistant.settings import Settings, tiktoken_folder
from knowledge.errors import InvalidSettings

LOCAL = "local"
_OPENAI = "openai"
#: JSON in the request's body alone: given to the package, it would load and use its own way of reading replies.
_MORE: dict[str, Any] = {"stream_usage": True, "extra_body": {"response_format": {"type": "json_object"}}}
_OLLAMA = "ollama"
#: Says "no key" to servers of one's own that want none; the library refuses to start without any.
_NO_KEY = "none"
_EXTRAS = {
    "openai": "openai",
    "anthropic": "anthropic",
    "google_genai": "google",
    "mistralai": "mistral",
    "ollama": "ollama",
}


def connect(settings: Settings, name: str) -> LanguageModel:
    """The model of that name, "provider:name"; nothing is sent yet.

    Raises:
        InvalidSettings: there is no such provider, or its package is not installed.
    """
    provider, colon, model = name.partition(":")
    if not colon or not provider or not model:
        raise InvalidSettings(f"'{name}' names no model. Write provider:name, for example openai:gpt-4o-mini.")
    counter = TokenCounter(name, tiktoken_folder())
    return LanguageModel(
        _local(settings, model) if provider == LOCAL else _remote(settings, provider, model),
        name,
        counter,
        reply_tokens=settings.model_reply_tokens,
        calls=settings.model_calls,
    )


def _local(settings: Settings, folder: str) -> list[Any]:
    from assistant.model.local import LocalChatModel  # noqa: PLC0415 - loads for models on this machine only

    if not Path(folder).is_dir():
        raise InvalidSettings(f"There is no model's folder {folder}.")
    return [LocalChatModel(folder=folder, most_tokens=settings.model_reply_tokens, most_seconds=settings.model_seconds)]


def _remote(settings: Settings, provider: str, model: str) -> list[Any]:
    from langchain.chat_models import init_chat_model  # noqa: PLC0415 - loads when a model is set

    given = _parameters(settings, provider)
    # Not every server that speaks OpenAI's protocol, and not every model, takes all that we would ask for.
    asked = [{"temperature": 0, **given, **_MORE}, {**given, "stream_usage": False}]
    try:
        return [
            init_chat_model(model, model_provider=provider, **parameters)
            for parameters in (asked if provider == _OPENAI else [{"temperature": 0, **given}])
        ]
    except ImportError as error:
        extra = _EXTRAS.get(provider)
        hint = f"pip install 'pledge[{extra}]'" if extra else f"its package ({error})"
        raise InvalidSettings(f"The provider '{provider}' needs {hint}.") from error
    except ValueError as error:
        first = str(error).splitlines()[0]
        raise InvalidSettings(f"The model '{provider}:{model}' cannot be used: {first}") from error


def _parameters(settings: Settings, provider: str) -> dict[str, Any]:
    """How the provider's package calls what is set."""
    if provider == _OLLAMA:
        given: dict[str, Any] = {
            "num_predict": settings.model_reply_tokens,
            "client_kwargs": {"timeout": settings.model_seconds},
        }
    else:
        given = {"max_tokens": settings.model_reply_tokens, "timeout": settings.model_seconds, "max_retries": 0}
    if settings.model_base_url:
        given["base_url"] = settings.model_base_url
    if settings.model_api_key:
        given["api_key"] = settings.model_api_key.get_secret_value()
    elif provider == _OPENAI and settings.model_base_url:
        given["api_key"] = _NO_KEY
    return given
