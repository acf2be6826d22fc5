from __future__ import annotations

import numpy as np

from knowledge.words import WordVectors, content_words, stems


def test_content_words_are_each_given_once_without_chatter() -> None:
    assert content_words("Hi, can I get a refund? A refund please!") == ("refund",)


def test_forms_of_a_word_have_one_stem() -> None:
    assert stems("refunds refunded refunding") == ("refund",)


def test_words_alike_in_meaning_are_closer_than_others() -> None:
    vectors = WordVectors()
    ((near,), (far,)) = vectors.likeness(["money", "bicycle"], ["payment"])
    assert near > far
    assert np.all(np.isclose(np.linalg.norm(vectors.vectors(["refund"]), axis=1), 1))


def test_with_nothing_to_compare_there_is_no_likeness() -> None:
    assert WordVectors().likeness(["refund"], []).shape == (1, 0)
