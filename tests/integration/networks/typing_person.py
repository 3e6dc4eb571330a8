"""A person at the terminal while an account is connected."""

from dataclasses import dataclass, field


@dataclass
class TypingPerson:
    """Types what was prepared, and keeps what was shown."""

    answers: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        self.shown.append(sentence)

    def word(self, question: str) -> str:
        self.shown.append(question)
        return self.answers.pop(0)

    secret = word
