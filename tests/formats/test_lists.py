"""Lists as people keep them: the texts of places, shapes, heights and times, and the rows they stand in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sargas.formats import lists
from sargas.formats.shapes import circle, corridor
from sargas.model.height import Height

VILNIUS = (pytest.approx(25.28), pytest.approx(54.63))


@pytest.mark.parametrize(
    "text",
    [
        "54.63 25.28 5km",
        "54.63, 25.28, 5 KM",
        "54.63 25.28 radius 5000 m",
        "543748N 0251648E 5km",
        "543748N0251648E 5 km",
    ],
)
def test_a_circle_is_written_in_many_ways(text: str) -> None:
    (((*ring,),),) = lists.shape(text)
    assert ring == [pytest.approx(place) for place in circle(25.28, 54.63, 5_000.0)]


def test_nautical_miles() -> None:
    assert lists.shape("54.63 25.28 3NM") == [[circle(25.28, 54.63, 5_556.0)]]


@pytest.mark.parametrize(
    "text",
    [
        "54 25 54 26 55 26",
        "54 25 54 26 55 26 54 25",
        "5400N 02500E - 5400N 02600E - 5500N 02600E",
        "540000N 0250000E 540000.0N 0260000E 5500N02600E",
    ],
)
def test_an_outline(text: str) -> None:
    assert lists.shape(text) == [[[(25.0, 54.0), (26.0, 54.0), (26.0, 55.0), (25.0, 54.0)]]]


def test_the_other_halves_of_the_earth() -> None:
    (((first, *_),),) = lists.shape("3330S 07040W 3300S 07000W 3300S 07100W")
    assert first == (pytest.approx(-70.0 - 40.0 / 60.0), -33.5)
    assert lists.shape("-33.5 -70 -33 -70 -33 -71")[0][0][0] == (-70.0, -33.5)


def test_whole_numbers_that_can_only_be_degrees() -> None:
    assert lists.shape("54.0 37.0 55.0 38.0 54.0 39.0 54.0 38.0 53.0 38.0 53.0 37.0")[0][0][0] == (37.0, 54.0)
    for text in ("54 25 5 km", "54 -25 55 -25 55 -26 54 -26 53 -26 53 -25", "54 65 55 65 55 66 54 66 53 66 53 65"):
        assert lists.shape(text), "seconds are never more than sixty, nor less than none"


def test_a_corridor() -> None:
    assert lists.shape("54 25; 55 26; width 10 km") == corridor([(25.0, 54.0), (26.0, 55.0)], 10_000.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "neither"),
        ("54.63 25.28", "neither"),
        ("54.63 25.28 54.7 25.3", "neither"),
        ("54.63 25.28 54.7 25.3 5 km", "neither"),
        ("54.63 25.28 width 5 km", "neither"),
        ("54 25 54 25 54 25", "neither"),
        ("54.63 25.28 5", "without its unit"),
        ("54.63 25.28 54.7 25.3 width", "a width without"),
        ("54.63 25.28 0 km", "neither"),
        ("54.63 25.28 1001 km", "more than a thousand"),
        ("94 25 54 26 55 26", "nowhere"),
        ("54 25 54 186 55 26", "nowhere"),
        ("nan 25 5 km", "cannot be read"),
        ("54 1e999 5 km", "cannot be read"),
        ("Vilnius 5 km", "cannot be read"),
        ("5437N 5 km", "cannot be read"),
        ("54.63N 25.28E 5 km", "cannot be read"),
        ("546048N 0251648E 5 km", "sixty"),
        ("543748N 0251660E 5 km", "sixty"),
        ("54,63 25,28 54,71 25,20 width 500 m", "a comma between digits"),
        ("54,63;25,28;5 km", "a comma between digits"),
        ("54.63 25.28 1,5 km", "a comma between digits"),
        ("54 37 25 16 5 km", "may be degrees and minutes"),
        ("54 37 25 16 54 40 25 20 width 1 km", "may be degrees and minutes"),
        ("54 37 25 16; 54 40 25 16; 54 40 25 30", "may be degrees and minutes"),
        ("54 37.5 25 16.8 54 40.1 25 16.2 54 40.3 25 30.9", "may be degrees and minutes"),
        ("54 37 48 25 16 48 5 km", "may be degrees and minutes"),
        ("54_1 25 5 km", "cannot be read"),
        ("1e1 25 5 km", "cannot be read"),
        ("54 25 55 26 54 26 55 25", "crosses itself"),
    ],
)
def test_what_is_no_shape_says_why(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        lists.shape(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1500 ft AMSL", Height(457.2, "amsl")),
        ("1500FT MSL", Height(457.2, "amsl")),
        ("120 m AGL", Height(120.0, "agl")),
        ("400ft sfc", Height(121.92, "agl")),
        ("FL095", Height(2895.6, "flight_level")),
        ("FL 95", Height(2895.6, "flight_level")),
        ("GND", Height(0.0, "agl")),
        ("unl", None),
    ],
)
def test_heights(text: str, expected: Height | None) -> None:
    found = lists.height(text)
    assert (found and found.ref) == (expected and expected.ref)
    assert (found and found.value_m) == (expected and pytest.approx(expected.value_m))


@pytest.mark.parametrize(
    "text", ["", "1500", "1500 ft", "120 AGL", "-5 m AGL", "high", "FL1000", "120 m QFE", "nan m AGL"]
)
def test_a_height_that_leaves_something_out_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is none like"):
        lists.height(text)


def test_intervals() -> None:
    assert lists.interval_s("2025-07-28T05:10:00Z", "2025-07-28T08:10+02:00") == (1_753_679_400.0, 1_753_683_000.0)
    for begin, end, words in (
        ("2026-12-01T06:00", "2026-12-02T06:00Z", "does not say its zone"),
        ("2026-12-01T06:00Z", "2026-12-01T08:00+02:00", "ends before"),
        ("tomorrow", "2026-12-01T08:00+02:00", "'tomorrow' is none"),
    ):
        with pytest.raises(ValueError, match=words):
            lists.interval_s(begin, end)


def test_rows_of_csv_with_remarks_commas_in_quotes_and_columns_that_are_not_used() -> None:
    text = '\ufeff# ours\n\nId,shape, note\na,"54, 25 ",x\n# no\nb,two,3,4\n,,\nc,\t,\n'
    found = lists.read(text, ("id", "shape"), ())
    assert found is not None
    assert [row.fields for row in found.rows] == [
        {"id": "a", "shape": "54, 25", "note": "x"},
        {"id": "c", "shape": "", "note": ""},
    ]
    assert [row.where for row in found.rows] == ["line 4", "line 8"]
    assert found.left_out == [
        "column 'note' is not used",
        "line 6: left out: 4 fields where the first line has 3",
    ]


def test_semicolons_as_some_spreadsheets_write_them() -> None:
    found = lists.read("id;shape\na;54, 25, 5 km\n", ("id", "shape"), ())
    assert found is not None
    assert found.rows[0].fields == {"id": "a", "shape": "54, 25, 5 km"}


def test_rows_of_json() -> None:
    said = [{"ID": "a", "shape": " x  y "}, {"id": 7}, {"id": "c", "shape": [1]}, 5]
    found = lists.read(json.dumps(said), ("id", "shape"), ())
    assert found is not None
    assert [row.fields for row in found.rows] == [{"id": "a", "shape": "x y"}, {"id": "7", "shape": ""}]
    assert found.left_out == [f"row {k}: left out: not an object of texts and numbers" for k in (3, 4)]


@pytest.mark.parametrize(
    "text",
    ["", "[1, 2]", "[", "[{}]", "sep=;\n", "id\n1", "id,shape,id\na,b,c", "AC R\nAN EYR1\n", '"id', "[" * 100_000],
)
def test_what_is_no_such_list_is_none(text: str) -> None:
    assert lists.read(text, ("id", "shape"), ()) is None


def rows_of(text: str) -> tuple[list[list[str]], list[str]]:
    found = lists.read(text, ("id", "shape"), ("note",))
    assert found is not None
    return [[row.where, *row.fields.values()] for row in found.rows], found.left_out


@pytest.mark.parametrize("wrong", ['c,"d', 'c,"d" e', 'c,"d"e,', '"c,d', 'c,"d""'])
@pytest.mark.parametrize("next_row", ["e,f", 'e,"f, g"', '"e",f', 'e,""'])
def test_a_quotation_mark_that_does_not_fit_costs_its_row_alone(wrong: str, next_row: str) -> None:
    rows, left_out = rows_of(f"id,shape\na,b\n{wrong}\n{next_row}\ng,h\n")
    assert [row[:2] for row in rows] == [["line 2", "a"], ["line 4", "e"], ["line 5", "g"]]
    assert len(left_out) == 1
    assert left_out[0].startswith("line 3: left out: its quotation marks do not fit (")


def test_a_field_in_quotation_marks_goes_on_in_the_next_line() -> None:
    text = 'id,shape\n# first\na,"54.1 25.1\r\n# 54.1 25.2\n54.2 25.2"\n\nb,"x ""y""\n\nz"\n'
    assert rows_of(text) == ([["line 3", "a", "54.1 25.1 # 54.1 25.2 54.2 25.2"], ["line 7", "b", 'x "y" z']], [])


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nid;shape\na;54, 25, 5 km\n",
        '"sep=,"\nid,shape\na,"54, 25, 5 km"\n',
        "id\tshape\na\t54, 25, 5 km\n",
        '# sep\nid,shape,,\na,"54, 25, 5 km",,\n',
        'id,shape\na,"54, 25, 5 km",,\n',
    ],
)
def test_as_spreadsheets_write_it(text: str) -> None:
    rows, left_out = rows_of(text)
    assert [row[1:] for row in rows] == [["a", "54, 25, 5 km"]]
    assert left_out == []


def test_a_column_without_a_name_is_told_where_something_stands_in_it() -> None:
    assert rows_of("id,shape,,\na,b,,c\n")[1] == ["column '' is not used"]


@pytest.mark.parametrize("text", ["id,shape\n", "# none today\nid,shape\n\n,\n", "[]"])
def test_a_list_without_rows_is_one(text: str) -> None:
    assert rows_of(text) == ([], ["it has no rows"])


@given(st.text(max_size=60))
def test_noise_is_read_or_says_in_one_line_why_not(noise: str) -> None:
    lists.read(noise, ("id", "shape"), ())
    lists.read("id,shape\n" + noise, ("id", "shape"), ())
    for reading in (lists.shape, lists.height):
        said = ""
        try:
            reading(noise)
        except ValueError as error:
            said = str(error)
        assert "\n" not in said
