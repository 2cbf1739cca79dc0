import pytest

from sargas.exercise.review.markup import Markup, definitions, element, escaped, joined, table


def test_what_is_not_markup_is_text() -> None:
    told = element("td", '<img src=x onerror="a()">', element("b", "x & y"))
    assert told == "<td>&lt;img src=x onerror=&quot;a()&quot;&gt;<b>x &amp; y</b></td>"


def test_attributes_are_texts_and_none_is_left_out() -> None:
    assert element("p", class_="a", title='"><b>', id=None, data_at=1.5) == (
        '<p class="a" title="&quot;&gt;&lt;b&gt;" data-at="1.5"></p>'
    )


def test_an_element_without_an_end_has_none() -> None:
    assert element("meta", charset="utf-8") == '<meta charset="utf-8">'


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1"), (-0.001, "0"), (0.126, "0.13"), (float("nan"), "–"), (7, "7"), (None, "")]
)
def test_numbers_are_short(value, text) -> None:
    assert joined((value,)) == text


def test_who_turns_the_writing_around_is_seen() -> None:
    assert escaped("a\u202eb\x00c\nd") == "a\ufffdb\ufffdc\nd"


def test_a_text_is_bounded() -> None:
    assert len(escaped("x" * 10_000)) < 4_010
    assert escaped("x" * 10_000).endswith("…")


def test_markup_stays_as_it_is() -> None:
    assert escaped(Markup("<b>x</b>")) == "<b>x</b>"


def test_a_table_says_in_each_cell_of_a_card_what_it_is() -> None:
    told = table(("Object", "Due"), [("a<b", "05:00")], "cards", right=("Due",))
    assert '<th scope="col" class="n">Due</th>' in told
    assert '<td class="k" data-th="Object">a&lt;b</td><td class="n" data-th="Due">05:00</td>' in told
    assert "data-th" not in table(("Object",), [("a",)])


def test_a_table_of_nothing_is_a_sentence() -> None:
    assert table(("Object",), [], empty="Nothing.") == "<p>Nothing.</p>"


def test_definitions_pair_a_word_with_what_it_is() -> None:
    assert definitions({"Seed": 7}) == "<dl><div><dt>Seed</dt><dd>7</dd></div></dl>"
