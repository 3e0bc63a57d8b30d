"""Vietnamese order: what stands before what, and that it is an order at all."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc.case.collation import person_order, text_order

ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONED_A = "aàảãáạ"
VOWELS = ("aàảãáạ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "oòỏõóọ", "ơờởỡớợ", "uùủũúụ", "ưừửữứự", "yỳỷỹýỵ")

words = st.text(
    st.sampled_from(ALPHABET + ALPHABET.upper() + "".join(VOWELS) + "fjwz019-'."), min_size=1
)
texts = st.lists(words, max_size=4).map(" ".join)


def is_in_order(*rising: str) -> bool:
    return all(text_order(one) < text_order(other) for one, other in pairwise(rising))


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def test_letters_follow_the_alphabet() -> None:
    assert is_in_order(*ALPHABET)


def test_letters_of_other_alphabets_stand_where_latin_has_them() -> None:
    assert is_in_order("e", "f", "g", "i", "j", "k", "v", "w", "x", "y", "z")


@pytest.mark.parametrize("vowel", VOWELS)
def test_tones_follow_level_grave_hook_tilde_acute_dot(vowel: str) -> None:
    assert is_in_order(*(f"m{toned}" for toned in vowel))
    assert is_in_order(*(f"{toned}n" for toned in vowel))


@pytest.mark.parametrize(
    "rising",
    [
        ("da", "dy", "đa"),  # đ is a letter of its own, after all of d
        ("tu", "tư"),
        ("to", "tô", "tơ"),
        ("tuyên", "tư"),  # the letter decides before the length
        ("tạ", "tăm"),  # a with any tone before ă
        ("tang", "tàng", "tạng", "tâng"),
        ("ta", "tai", "tam"),
        ("ba", "bà vì", "bả"),  # the tone of a syllable decides before the next syllable
        ("ba vì", "bà an"),
        ("an", "an khánh", "an phú"),  # what is shorter first
        ("9", "a"),
        ("tổ 1", "tổ 2"),
        ("", "0", "a", "đ"),
    ],
)
def test_what_stands_before_what(rising: tuple[str, ...]) -> None:
    assert is_in_order(*rising)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),  # both ways of placing the tone
        ("thuỷ", "thủy"),
        ("ĐÔNG ANH", "đông anh"),
        ("Ba Vì", "  Ba \t Vì\n"),
        ("Ba\u00a0Vì", "Ba Vì"),
        ("ặ", "a\u0306\u0323"),  # any order of the two marks
        ("ặ", "a\u0323\u0306"),
        ("ợ", "o\u031b\u0323"),
    ],
)
def test_what_is_the_same(one: str, other: str) -> None:
    assert text_order(one) == text_order(other)


@pytest.mark.parametrize("letter", [*VOWELS, *TONED_A, "đ", "Đ", "Ứ"])
def test_composed_and_decomposed_letters_are_alike(letter: str) -> None:
    assert text_order(decomposed(letter)) == text_order(letter)


@given(texts)
def test_composed_and_decomposed_texts_are_alike(text: str) -> None:
    assert text_order(decomposed(text)) == text_order(text)
    assert person_order(decomposed(text)) == person_order(text)


@given(texts)
def test_capitals_make_no_difference(text: str) -> None:
    assert text_order(text.upper()) == text_order(text)


@given(texts, texts, texts)
def test_it_is_a_total_order(one: str, other: str, third: str) -> None:
    for order in (text_order, person_order):
        low, middle, high = sorted((one, other, third), key=order)
        assert order(low) <= order(middle) <= order(high)
        assert order(low) <= order(high)
        assert (order(one) < order(other)) + (order(one) == order(other)) + (
            order(one) > order(other)
        ) == 1


@given(texts, texts)
def test_more_words_stand_after(text: str, more: str) -> None:
    assert text_order(text) <= text_order(f"{text} {more}")


def folded(text: str) -> list[tuple[str, set[str]]]:
    """Each word in small letters without its tones, and its tones: by another method."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    return [
        (
            unicodedata.normalize("NFC", "".join(c for c in word if c not in tones)),
            {c for c in word if c in tones},
        )
        for word in decomposed(text.casefold()).split()
    ]


syllables = st.builds(
    lambda before, vowel, after: before + vowel + after,
    st.sampled_from(["", "đ", "d", "th", "ngh", "q"]),
    st.sampled_from("".join(VOWELS)),
    st.sampled_from(["", "n", "ng", "ch"]),
)


@given(st.lists(syllables, max_size=3), st.lists(syllables, max_size=3))
def test_only_what_reads_alike_has_one_key(one: list[str], other: list[str]) -> None:
    alike = folded(" ".join(one)) == folded(" ".join(other))
    assert (text_order(" ".join(one)) == text_order(" ".join(other))) is alike


def people_in_order(*names: str) -> list[str]:
    return sorted(names, key=person_order)


def test_people_stand_by_given_name_then_by_the_rest() -> None:
    rising = ["Đỗ An", "Lê An", "Lê Văn An", "Trần An", "Lê Ân", "Bùi Bình", "An Đào", "Lê Ước"]
    assert people_in_order(*reversed(rising)) == rising


def test_a_name_of_one_word_is_a_given_name_without_a_family() -> None:
    assert people_in_order("Lê Bình", "Bình", "Lê An", "Anh") == ["Lê An", "Anh", "Bình", "Lê Bình"]


def test_a_blank_name_stands_first() -> None:
    assert people_in_order("Lê An", " ", "Anh", "") == [" ", "", "Lê An", "Anh"]
    assert person_order("") == person_order(" \t")


def test_neutral_labels_stand_by_their_number() -> None:
    assert people_in_order("Cán bộ 15000010", "Cán bộ 15000002") == [
        "Cán bộ 15000002",
        "Cán bộ 15000010",
    ]


def test_marks_and_letters_outside_the_alphabet_have_a_place_after_it() -> None:
    assert people_in_order("H'Hen Niê", "Lê Nam", "Lê Như", "Lê N'go") == [
        "Lê Nam",
        "Lê Như",
        "H'Hen Niê",
        "Lê N'go",
    ]
    assert is_in_order("z", "ö", "Ω", "漢")


@pytest.mark.parametrize("name", ["Đ\u0301ình", "Nguyễ\u0301n", "Thị\u0323", "\u0300", "ΐ"])
def test_a_tone_that_joins_no_letter_still_gives_a_key(name: str) -> None:
    assert text_order(name)


@given(st.text())
def test_every_text_has_a_key_the_same_in_both_forms(text: str) -> None:
    assert text_order(unicodedata.normalize("NFD", text)) == text_order(text)
