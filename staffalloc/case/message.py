"""What a message is: one text in each language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Message:
    """One sentence on what is the matter and one on how to mend it, in both languages."""

    vi: str
    en: str

    def text(self, lang: Literal["vi", "en"]) -> str:
        return self.vi if lang == "vi" else self.en
