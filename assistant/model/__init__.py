"""Model mode: a language model words what the documents say, and every sentence is verified before it is shown.

Start reading at `writing.py`. `connection.py` is the only file that talks to a model.
"""

from assistant.model.connection import LanguageModel
from assistant.model.draft import OnText
from assistant.model.failures import Failure, ModelFailure
from assistant.model.uses import Switches, Uses
from assistant.model.writing import Asked, Limits, Writer

__all__ = ["Asked", "Failure", "LanguageModel", "Limits", "ModelFailure", "OnText", "Switches", "Uses", "Writer"]
