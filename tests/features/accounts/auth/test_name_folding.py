"""Who somebody is does not depend on how they write it: registering, signing in, and being told twice."""

import itertools
import json
import unicodedata

import pytest

from backend.core.name_folding import fold_login
from tests.world import PASSWORD

_numbers = itertools.count(1)
WRITTEN = {
    "capital i with a dot": ["İ", "i\u0307", "I\u0307", "\u0130"],
    "sharp s": ["straße", "STRASSE", "stra\u1e9ee", "strasse", "StraSSe"],
    "final sigma": ["ΜΑΡΙΟΣ", "μαριος", "μαριοσ", "Μαριος"],
    "kelvin": ["\u212aelvin", "kelvin", "KELVIN"],
    "angstrom": ["\u212b", "å", "Å", "a\u030a", "A\u030a"],
    "long s": ["\u017ft", "\ufb05", "\ufb06", "st", "ST", "St"],
    "ligature": ["\ufb03", "ffi", "FFI", "Ffi"],
    "cherokee": ["\uab70\uab71", "\u13a0\u13a1", "\uab70\u13a1"],
    "iota below": ["\u1fb3", "\u1fbc", "\u03b1\u0345", "\u0391\u0399", "\u03b1\u03b9"],
    "iota below with marks": ["\u03b1\u0345\u0301", "\u1fb4", "\u03b1\u0301\u0345"],
    "georgian": ["\u1c90\u1c91", "\u10d0\u10d1"],
    "armenian ligature": ["\u0587", "\u0565\u0582", "\u0535\u0552"],
    "apostrophe n": ["\u0149", "\u02bcn", "\u02bcN"],
    "digraph": ["\u01c4", "\u01c5", "\u01c6", "d\u017e", "DŽ"],
    "full width": ["\uff34\uff52\uff41\uff44\uff45\uff52", "trader", "TRADER"],
    "deseret": ["\U00010400", "\U00010428"],
    "superscript": ["m\u00b2", "M2", "m2"],
    "hangul": ["한글", unicodedata.normalize("NFD", "한글")],
}


def register(world, email, **more):
    body = {"email": email, "username": f"person{next(_numbers)}", "password": PASSWORD, **more}
    return world.client.post("/api/auth/register", json=body)


def sign_in(world, login, password=PASSWORD):
    return world.client.post("/api/auth/login", json={"login": login, "password": password})


@pytest.mark.parametrize("ways", WRITTEN.values(), ids=WRITTEN)
def test_an_email_is_one_in_every_way_to_write_it(world, ways):
    for first in ways[:2]:
        made = register(world, f"{first}@example.com")
        assert made.status_code == 201, made.json
        for way in ways:
            again = register(world, f"{way}@EXAMPLE.com")
            assert (again.status_code, again.json["code"]) == (409, "auth.taken"), ascii(way)
            signed_in = sign_in(world, f"{way}@Example.Com")
            assert signed_in.status_code == 200, ascii(way)
            assert signed_in.json["user"] == made.json["user"]
        assert made.json["user"]["email"] == f"{first}@example.com"
        world.sql("delete from users")


@pytest.mark.parametrize(
    "login", ["K\u0131", "ki", "KI", "\u212ai", "\uff4b\uff49", "k\u0456"], ids=ascii
)
def test_a_username_is_found_by_its_compatible_forms_and_by_none_that_only_look_alike(world, login):
    assert register(world, "a@example.com", username="Ki-1").status_code == 201

    expected = 401 if fold_login(login) != "ki" else 200
    assert sign_in(world, f"{login}-1").status_code == expected


SPACES = [" ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u3000", "  "]


@pytest.mark.parametrize("space", SPACES, ids=ascii)
def test_space_around_a_name_is_nothing(world, space):
    made = register(world, f"{space}a@example.com{space}", username=f"{space}Ki-1{space}")
    assert made.status_code == 201, made.json
    assert (made.json["user"]["email"], made.json["user"]["username"]) == ("a@example.com", "Ki-1")

    for name in ("a@example.com", "Ki-1"):
        for login in (space + name, name + space, space + name + space):
            assert sign_in(world, login).status_code == 200
            assert sign_in(world, login, f"{space}{PASSWORD}").status_code == 401
    assert register(world, f"a@example.com{space}").json["code"] == "auth.taken"
    assert register(world, "b@example.com", username=f"ki-1{space}").json["code"] == "auth.taken"


@pytest.mark.parametrize("login", SPACES, ids=ascii)
def test_space_alone_is_nobody(world, login):
    register(world, "a@example.com")

    assert sign_in(world, login).status_code == 401
    refused = register(world, login, username=login)
    assert [one["field"] for one in refused.json["errors"]] == ["email", "username"]


def test_a_letter_that_is_folded_to_a_space_and_a_mark_is_not_cut(world):
    assert register(world, "\u00a8a@example.com").status_code == 201

    for login in (
        "\u00a8a@example.com",
        " \u0308a@example.com",
        "  \u0308A@example.com ",
        " \u00a8a@example.com",
    ):
        assert sign_in(world, login).status_code == 200, ascii(login)
    assert sign_in(world, "a@example.com").status_code == 401


def test_what_is_compared_is_what_python_folded(world):
    register(world, "İsmail@BÜCHER.de", username="Ismail")

    assert world.sql("select email, email_folded, username, username_folded from users") == [
        ("İsmail@BÜCHER.de", "i\u0307smail@xn--bcher-kva.de", "Ismail", "ismail")
    ]


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("user@bücher.de", "user@xn--bcher-kva.de"),
        ("a@пример.рф", "A@XN--E1AFMKFD.XN--P1AI"),
        ("b@한국.kr", "b@xn--3e0b707e.kr"),
    ],
    ids=ascii,
)
def test_a_domain_in_any_script_and_its_ascii_form_are_one_account(world, written, other):
    for first, second in ((written, other), (other, written)):
        assert register(world, first).status_code == 201
        assert register(world, second).json["code"] == "auth.taken"
        assert [sign_in(world, login).status_code for login in (first, second, first.upper())] == [
            200
        ] * 3
        world.sql("delete from users")


@pytest.mark.parametrize(
    "email",
    ["a@xn--zzzzzz.com", "a@\u2603.com", "a@-bücher.de", "a@b..com", "\u3164@example.com", "a\u200b@example.com",
     "\u2800@example.com", "\ufeff@example.com", "a b@example.com", "a\uff20b@example.com", "\u0378@example.com"],
    ids=ascii,
)  # fmt: skip
def test_what_no_mail_can_be_sent_to_is_refused_and_says_which_field(world, email):
    answer = register(world, email)

    assert (answer.status_code, [one["field"] for one in answer.json["errors"]]) == (422, ["email"])
    assert world.sql("select count(*) from users") == [(0,)]


@pytest.mark.parametrize(
    "login",
    [
        "\ud800",
        "\udc00@example.com",
        "@",
        "a@",
        "@b",
        "\u3164",
        "a@" + "xn--" * 60,
        "ﷺ" * 254,
    ],
)
def test_whatever_is_typed_as_a_login_is_answered(world, login):
    body = json.dumps({"login": login, "password": "wrong password"})
    answer = world.client.post("/api/auth/login", data=body, content_type="application/json")

    assert answer.status_code in (400, 401, 422), answer.json


def test_the_command_line_finds_the_same_account(world, app):
    register(world, "straße@bücher.de")

    ran = app.test_cli_runner().invoke(
        args=["trades", "list", "--login", "STRASSE@xn--bcher-kva.de"]
    )

    assert ran.exit_code == 0, ran.output
