"""A chat model that says what it is told to, in this process: suites measure what Pledge makes of its words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from assistant.model import LanguageModel
from assistant.model.tokens import TokenCounter

NAME = "scripted:evals"
_LINE = re.compile(r"^\{\"id\": .*\}$", re.MULTILINE)


class Scripted(BaseChatModel):
    """Answers each prompt with what a function makes of it."""

    say: Callable[[str], str]  #: the user's part of the prompt to the reply

    @property
    def _llm_type(self) -> str:
        return "pledge-scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        del stop, run_manager, kwargs
        prompt = "\n".join(str(message.content) for message in messages)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.say(prompt)))])


def scripted(say: Callable[[str], str]) -> LanguageModel:
    """A language model of Pledge that says what it is told to."""
    return LanguageModel([Scripted(say=say)], NAME, TokenCounter(NAME, None))


def shown(prompt: str) -> Mapping[str, str]:
    """The words of each passage in a prompt, by its id."""
    lines = (json.loads(found[0]) for found in _LINE.finditer(prompt))
    return {line["id"]: line["text"] for line in lines}
