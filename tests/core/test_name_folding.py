"""One fold of names, over all of Unicode."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.name_folding import fold, fold_email, fold_login, is_email, network_email

LETTERS = [chr(code) for code in range(sys.maxunicode + 1)]
FORMS = ("NFC", "NFD", "NFKC", "NFKD")
DOTLESS = "\u0131"  # its capital is I, whose small letter is i: Unicode folds it to itself, outside of Turkish


def variants(letter):
    cased = {
        letter,
        letter.upper(),
        letter.lower(),
        letter.title(),
        letter.casefold(),
        letter.swapcase(),
    }
    return {unicodedata.normalize(form, one) for one in cased for form in FORMS} | cased


SEVERAL = [letter for letter in LETTERS if len(variants(letter)) > 1]


def test_the_fold_of_a_fold_is_itself_for_every_letter():
    assert [letter for letter in LETTERS if fold(fold(letter)) != fold(letter)] == []


def test_the_fold_of_a_login_is_the_same_whatever_space_is_around_it_for_every_letter():
    around = [(letter, f" \u3000{letter}\t", fold_login(letter)) for letter in LETTERS]
    marks = [
        letter for letter in LETTERS if unicodedata.combining(letter)
    ]  # after a space they are another letter
    marks.remove("\u0345")  # the iota below, which is an iota by itself

    assert [letter for letter, _, folded in around if fold_login(folded) != folded] == []
    assert [letter for letter, spaced, folded in around if fold_login(spaced) != folded] == marks


def test_every_way_to_write_a_letter_folds_to_one():
    several = [letter for letter in SEVERAL if len({fold(one) for one in variants(letter)}) > 1]

    assert len(SEVERAL) > 15_000
    assert several == [DOTLESS]


def test_every_letter_keeps_its_fold_between_others():
    several = [one for one in SEVERAL if len({fold(f"a{other}b") for other in variants(one)}) > 1]

    assert several == [DOTLESS]


@given(st.text(max_size=12))
def test_names_that_unicode_calls_the_same_have_one_fold(name):
    forms = {unicodedata.normalize(form, name) for form in FORMS}
    ways = {
        way
        for form in forms
        for way in (form, form.casefold(), form.casefold().casefold(), form.lower())
    }

    assert {fold(way) for way in ways} == {fold(name)}
    assert fold(fold(name)) == fold(name)
    assert fold_login(fold_login(name)) == fold_login(name)


@given(st.permutations(["\u0301", "\u0345", "\u0308"]))
def test_an_iota_below_is_found_wherever_it_stands_among_marks_of_other_places(marks):
    assert fold("\u03b1\u0345\u0301") == fold("\u03b1\u0301\u0345") == fold("\u1fb4")
    assert fold("\u03b1" + "".join(marks)) in (
        fold("\u1fb4\u0308"),
        fold("\u03b1\u0308\u0301\u0345"),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("user@bücher.de", "user@xn--bcher-kva.de"),
        ("USER@BÜCHER.DE", "user@xn--bcher-kva.de"),
        ("user@bu\u0308cher.de", "user@XN--BCHER-KVA.de"),
        ("user\uff20bücher\u3002de", "user@xn--bcher-kva.de"),
        ("a@straße.de", "a@xn--strae-oqa.de"),
        ("a@пример.рф", "a@xn--e1afmkfd.xn--p1ai"),
        ("a@ПРИМЕР.РФ", "a@xn--e1afmkfd.xn--p1ai"),
        ("\u212aelvin@example.com", "kelvin@EXAMPLE.com"),
    ],
)
def test_an_email_has_one_form_in_either_writing_of_its_domain(one, other):
    assert fold_email(one) == fold_email(other)


def test_two_domains_are_two():
    assert fold_email("a@straße.de") != fold_email(
        "a@strasse.de"
    )  # since IDNA 2008 they belong to different people


@pytest.mark.parametrize(
    "email",
    [
        "a@xn--zzzzzz.com",
        "a@xn--.com",
        "a@xn--a.com",
        "a@\u2603.com",
        "a@-bücher.de",
        "a@bücher-.de",
        "a@b..com",
        "a@\u200b.com",
        "a@.com",
        "@example.com",
        "a@",
        "a",
        "",
        "a@localhost",
        "a@b@example.com",
        "a\uff20b@example.com",
        "a@ex ample.com",
        "a b@example.com",
        "a\u200b@example.com",
        "\u3164@example.com",
        "\u2800@example.com",
        "\ufe0f@example.com",
        "\U000e0041@example.com",
        "a\u00ad@example.com",
        "a\x00@example.com",
        "a\ud800@example.com",
        "a@1.2.3.4",
        "a" * 65 + "@example.com",
        "a@" + "b" * 64 + ".com",
        "a@" + "bü." * 80 + "de",
        "\u0378@example.com",
        "a@example.com.",
        "a@\u0378.com",
    ],
    ids=ascii,
)
def test_what_no_mail_can_be_sent_to_is_no_email(email):
    assert not is_email(email)
    assert fold_login(fold_login(email)) == fold_login(email)


@pytest.mark.parametrize(
    "email",
    [
        "trader@example.com",
        "müller@bücher.de",
        "a@xn--bcher-kva.de",
        "홍길동@한국.kr",
        "用户@例子.公司",
        "a@r3---sn-x.com",
        "o'brien+x@example.co.uk",
        "δοκιμή@παράδειγμα.ελ",
        "a@xn--e1afmkfd.xn--p1ai",
    ],
)
def test_what_mail_can_be_sent_to_is_an_email(email):
    assert is_email(email)
    assert network_email(email).rpartition("@")[2].isascii()
    assert network_email(email).rpartition("@")[0] == email.rpartition("@")[0]


@given(st.text(max_size=300))
def test_nothing_that_is_typed_breaks_a_fold(typed):
    assert is_email(typed) in (True, False)
    assert isinstance(fold_login(typed), str)
    assert isinstance(network_email(typed), str)
