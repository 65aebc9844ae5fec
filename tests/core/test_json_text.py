import contextlib
import time

import pytest

from backend.core.json_text import DEEPEST, UnfitJson, checked


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ('{"a":1e400}', "number_range", "a"),
        ('{"a":[1,{"b":-1e400}]}', "number_range", "a.1.b"),
        ('{"a":1e-400}', "number_range", "a"),
        ('{"a":9223372036854775808}', "number_range", "a"),
        ('{"a":-9223372036854775808}', "number_range", "a"),
        ('{"a":9.3e18}', "number_range", "a"),
        ('{"a":12345678901234.1234567891}', "number_range", "a"),
        ('{"a":' + "1" * 5000 + "}", "number_range", "a"),
        ("[0,1e999999999]", "number_range", "1"),
        ('{"a":NaN}', "json_invalid", "body"),
        ('{"a":-Infinity}', "json_invalid", "body"),
        ('{"a":"\\u0000"}', "text_nul", "a"),
        ('{"a":{"x\\u0000":1}}', "text_nul", "a"),
        ('{"a":["\\\\\\u0000"]}', "text_nul", "a.0"),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "json_depth", "body"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "json_depth", "body"),
        ('{"body":"x, y","title":"\\u0000"}', "text_nul", "title"),
        ('{"a":[{"b":"x"},{"b":[]}],"c":{"d":1e400}}', "number_range", "c.d"),
        (b'{"a":"\xff"}', "json_invalid", "body"),
    ],
    ids=lambda one: str(one)[:40],
)
def test_what_cannot_be_held_is_refused_where_it_stands(text, code, field):
    with pytest.raises(UnfitJson) as refused:
        checked(text)
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":"1e400 NaN Infinity","b":"\\\\u0000"}',
        '{"a":"[[[[","b":"\\"1e400"}',
        '{"a":0.30000000000000004,"b":9223372036854775807,"c":-1.5e-7,"d":0.0,"e":-0,"f":0e-400}',
        "[" * DEEPEST + "]" * DEEPEST,
        '"1' + "2" * 100 + '"',
        '"' + "[" * 1000 + '"',
    ],
)
def test_what_can_be_held_is_left_as_it_is(text):
    assert checked(text) == text
    assert checked("\ufeff" + text) == text


def test_what_is_no_json_is_left_to_the_parser_to_name():
    for text in ("", '{"a', '"' + "\\" * 999, "truI", "[-]", "1.2.3e5", "--1e5"):
        assert checked(text) == text


@pytest.mark.parametrize(
    "part",
    [
        "[1,",
        "1e5,",
        '"\\',
        "-",
        "N",
        '"',
        "1e5",
        "[]",
        '"\\u0000',
        "\\u0000",
        "1.",
        '"a"',
        '{"a":',
        " ",
        "\x00",
    ],
)
def test_no_document_takes_long_to_look_over(part):
    began = time.perf_counter()
    with contextlib.suppress(UnfitJson):
        checked(part * (256_000 // len(part)))
    assert (
        time.perf_counter() - began < 1
    )  # some 50 ms when nothing else runs; exponential would take years
