"""A causal language model in a folder of this machine, through transformers: `local:FOLDER`; nothing is downloaded."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

_ONE_AT_A_TIME = threading.Lock()


class LocalChatModel(BaseChatModel):
    """A chat model of LangChain over a folder with weights and tokenizer."""

    folder: str
    most_tokens: int = 600
    most_seconds: float = 15.0

    @property
    def _llm_type(self) -> str:
        return "pledge-local"

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        """Tokenizer and weights; they are read when the first prompt comes."""
        from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: PLC0415 - loads torch

        tokenizer = AutoTokenizer.from_pretrained(self.folder, local_files_only=True)
        model: Any = AutoModelForCausalLM.from_pretrained(self.folder, local_files_only=True)
        return tokenizer, model.eval()

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        """The most likely continuation; one at a time, since it takes all the processor there is."""
        del stop, run_manager, kwargs
        with _ONE_AT_A_TIME:
            tokenizer, model = self._loaded
            prompt = tokenizer(self._as_text(tokenizer, messages), return_tensors="pt")
            room = getattr(model.config, "max_position_embeddings", None)
            length = prompt["input_ids"].shape[1]
            if room is not None and length + 1 >= room:
                raise ValueError(f"The prompt has {length} tokens; the model reads {room} at most.")
            most = min(self.most_tokens, room - length) if room is not None else self.most_tokens
            written = model.generate(
                **prompt,
                max_new_tokens=most,
                max_time=self.most_seconds,
                do_sample=False,
                pad_token_id=tokenizer.pad_token_id or tokenizer.eos_token_id or 0,
            )
            reply = tokenizer.decode(written[0][length:], skip_special_tokens=True)
        count = int(written.shape[1]) - length
        usage = {"input_tokens": length, "output_tokens": count, "total_tokens": length + count}
        return ChatResult(generations=[ChatGeneration(message=AIMessage(reply, usage_metadata=usage))])

    @staticmethod
    def _as_text(tokenizer: Any, messages: list[BaseMessage]) -> str:
        turns = [
            {"role": "system" if each.type == "system" else "user", "content": str(each.content)} for each in messages
        ]
        if getattr(tokenizer, "chat_template", None):
            return str(tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True))
        return "\n\n".join(turn["content"] for turn in turns) + "\n"
