"""The catalogue of sentences: both languages say the same things, and every sentence is said."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest

import staffalloc.explain
from staffalloc.explain.narrator import LOSS_PARTS
from staffalloc.explain.sentences import SENTENCES, say
from staffalloc.tables.words import CHANGES, RANK_CHANGES, STANDARD_VERDICTS

MODULES = sorted(Path(staffalloc.explain.__file__).parent.glob("*.py"))
SAID_BY_THE_WORD_OF_A_TABLE = {*CHANGES, *RANK_CHANGES, *LOSS_PARTS, *STANDARD_VERDICTS}
HOSTILE = ("{price}", "{0}", "{}", "}{", "%s", "%(kind)s", "{x!r:>9}", "a\nb", "\u202eabc", "<b>")


def values_of(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("name", SENTENCES)
def test_both_languages_name_the_same_values(name: str) -> None:
    vietnamese, english = SENTENCES[name]
    assert values_of(vietnamese) == values_of(english)


@pytest.mark.parametrize("name", SENTENCES)
def test_values_are_plain_names(name: str) -> None:
    for text in SENTENCES[name]:
        assert all(value.isidentifier() for value in values_of(text))
        assert text.strip(" ") == text


@pytest.mark.parametrize("name", SENTENCES)
def test_exactness_is_claimed_in_both_languages_or_in_none(name: str) -> None:
    vietnamese, english = SENTENCES[name]
    assert ("tính chính xác" in vietnamese) == ("exact" in english)


def test_only_costs_of_another_arrangement_are_called_exact() -> None:
    claimed = {name for name, (_, english) in SENTENCES.items() if "exact" in english}
    assert claimed == {"next_seat", "next_equal", "next_pool", "way_seat", "way_equal"}


def spoken() -> set[str]:
    """Every text in the code of the explanations that is the name of a sentence."""
    constants = {
        node.value
        for path in MODULES
        if path.name != "sentences.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return constants & set(SENTENCES)


def test_every_sentence_is_said_somewhere() -> None:
    assert set(SENTENCES) <= spoken() | SAID_BY_THE_WORD_OF_A_TABLE


def test_every_word_that_is_said_by_name_has_a_sentence() -> None:
    assert set(SENTENCES) >= SAID_BY_THE_WORD_OF_A_TABLE


@pytest.mark.parametrize("name", SENTENCES)
def test_a_value_stands_in_the_sentence_as_it_is(name: str) -> None:
    for lang, text in zip(("vi", "en"), SENTENCES[name], strict=True):
        values = values_of(text)
        for hostile in HOSTILE:
            said = say(name, lang, **dict.fromkeys(values, hostile))
            assert said.count(hostile) >= len(values)
            assert len(said) == len(text) + sum(len(hostile) - len(f"{{{v}}}") for v in values)


def test_an_unknown_sentence_and_a_missing_value_are_errors() -> None:
    with pytest.raises(KeyError):
        say("nonsense", "vi")
    with pytest.raises(KeyError):
        say("need", "en")
