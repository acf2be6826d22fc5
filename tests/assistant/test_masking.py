"""Personal data is masked; dates, amounts and order numbers are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.masking import CARD, EMAIL, IBAN, PHONE, is_card, is_iban, mask

MASKED = [
    ("Write to ann.smith+home@mail.example.co.uk please", f"Write to {EMAIL} please"),
    ("My card is 4111 1111 1111 1111, why?", f"My card is {CARD}, why?"),
    ("5500-0055-5555-5559", CARD),
    ("378282246310005 is my Amex", f"{CARD} is my Amex"),
    ("Refund to DE89 3704 0044 0532 0130 00 please", f"Refund to {IBAN} please"),
    ("GB82WEST12345698765432", IBAN),
    ("iban fr1420041010050500013m02606.", f"iban {IBAN}."),
    ("Call +44 20 7946 0958 after six", f"Call {PHONE} after six"),
    ("Call 0049 30 901820", f"Call {PHONE}"),
    ("Ring 03069 990 142", f"Ring {PHONE}"),
    ("(020) 7946 0958 is mine", f"{PHONE} is mine"),
    ("212-555-0147?", f"{PHONE}?"),
    ("01 42 68 53 00", PHONE),
    ("4111 1111 1111 1111 12/27 123", f"{CARD} 12/27 123"),
    ("CVC 123 4111 1111 1111 1111", f"CVC 123 {CARD}"),
    ("4111.1111.1111.1111 or 4111\u20131111\u20131111\u20131111", f"{CARD} or {CARD}"),
    ("card no.4111111111111111", f"card no.{CARD}"),
    ("DE89.3704.0044.0532.0130.00", IBAN),
    ("DE 89 3704 0044 0532 0130 00 please", f"{IBAN} please"),
    ("+44 (0) 20 7946 0958 or (0)7700 900 123", f"{PHONE} or {PHONE}"),
    ("call me on 5551234567", f"call me on {PHONE}"),
    ("Telefon: 555 0147 89", f"Telefon: {PHONE}"),
    ("ann [at] mail.example or ann(at)mail(dot)example", f"{EMAIL} or {EMAIL}"),
]

KEPT = [
    "I bought it on 01.03.2026 at 10:30",
    "What did you promise on 2026-03-01?",
    "Order 1234567890123456 has not come",  # not a card: its check digit is wrong
    "It cost 1,299.00 and I waited 30 days",
    "Version 2.1.14, section 3.2",
    "Is 24/7 help free?",
    "Article DE12 of the rules",
    "me @ home",
    "You call within 24 hours of 01.03.2026",
    "Do you answer 85% of calls within 90 seconds?",
    "in 30 days from 2026-03-01 I will bring 2 lamps, 3 rugs and 14 chairs back",
    "Orders 1234 5678 and 2345 6789 of 05.06.2026 07.06.2026",
    "Between 05/06/2026 and 07/06/2026",
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_personal_data_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_like_it_is_kept(text: str) -> None:
    assert mask(text) == text


digits = st.text("0123456789", min_size=12, max_size=18)


def with_check_digit(number: str) -> str:
    return next(number + digit for digit in "0123456789" if is_card(number + digit))


@given(digits.filter(lambda number: number.strip("0") != ""), st.sampled_from(["", " ", "-"]))
def test_no_card_number_survives(number: str, separator: str) -> None:
    whole = with_check_digit(number)
    grouped = separator.join(whole[place : place + 4] for place in range(0, len(whole), 4))
    assert whole not in mask(f"My card {grouped} was charged").replace(" ", "").replace("-", "")


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=11, max_size=30))
def test_no_account_number_survives(account: str) -> None:
    rest = int("".join(str(int(sign, 36)) for sign in f"{account}DE00"))
    number = f"DE{98 - rest % 97:02}{account}"
    assert is_iban(number)
    assert number not in mask(f"Pay {number} back")


@given(st.from_regex(r"[a-z][a-z0-9.+-]{0,20}@[a-z0-9-]{1,20}\.[a-z]{2,6}", fullmatch=True))
def test_no_address_survives(address: str) -> None:
    assert address not in mask(f"I am {address} and ask")


@given(st.text(max_size=300))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def test_a_long_text_is_masked_in_a_moment() -> None:
    assert mask("a." * 50_000) == "a." * 50_000
    assert mask("1 " * 50_000) == "1 " * 50_000
