"""Two independent answers: the GSM 03.38 codec of Perl, letter by letter, and pages counted by hand."""

import shutil
import subprocess

import pytest

from conftest import absent
from sargas.formats.cap.length import DEFAULT, EXTENSION, length_of, lengths

CODEC = """
use Encode qw(encode); use Encode::GSM0338; binmode STDOUT, ":utf8";
for my $code (0 .. 0xD7FF, 0xE000 .. 0xFFFD) {
    my $letter = chr $code;
    my $octets = eval { encode("gsm0338", $letter, Encode::FB_CROAK) };
    printf "%x %d\\n", $code, length $octets if defined $octets && length $octets;
}
"""


def test_every_letter_is_of_the_alphabet_that_another_codec_says() -> None:
    perl = shutil.which("perl")
    if perl is None or subprocess.run([perl, "-MEncode::GSM0338", "-e1"], capture_output=True).returncode:
        absent("no Perl with Encode::GSM0338")
    answer = subprocess.run([str(perl), "-e", CODEC], capture_output=True, text=True, check=True).stdout
    theirs = {chr(int(code, 16)): int(cost) for code, cost in map(str.split, answer.splitlines())}
    theirs.pop("\x1b", None)
    theirs.pop("\xa0", None)  # it writes a no-break space as a space: a text with one needs UCS-2
    ours = {}
    for code in (*range(0xD800), *range(0xE000, 0xFFFE)):
        length = length_of(chr(code))
        if length.alphabet == "gsm7":
            ours[chr(code)] = length.used
    assert ours == theirs
    assert len(ours) == 127 + 10


def test_letters_stand_at_their_codes() -> None:
    """TS 23.038, 6.2.1: some of each column of the table."""
    codes = {"@": 0, "Ç": 9, "\n": 10, "Δ": 16, "Ξ": 26, "\x1b": 27, "É": 31, " ": 32, "¤": 36, "9": 57, "¡": 64}
    codes |= {"A": 65, "Z": 90, "Ä": 91, "Ñ": 93, "§": 95, "¿": 96, "a": 97, "z": 122, "ä": 123, "à": 127}
    assert {letter: DEFAULT.index(letter) for letter in codes} == codes
    assert len(DEFAULT) == 128
    assert len(set(DEFAULT + EXTENSION)) == 138


@pytest.mark.parametrize(
    ("text", "alphabet", "used", "pages", "fits"),
    [
        ("", "gsm7", 0, 1, True),
        ("a" * 93, "gsm7", 93, 1, True),
        ("a" * 94, "gsm7", 94, 2, True),
        ("a" * 1395, "gsm7", 1395, 15, True),
        ("a" * 1396, "gsm7", 1396, 16, False),
        ("€" * 46, "gsm7", 92, 1, True),
        ("a" + "€" * 46, "gsm7", 93, 1, True),
        ("€" * 47, "gsm7", 94, 2, True),
        ("€" * 690, "gsm7", 1380, 15, True),
        ("€" * 691, "gsm7", 1382, 16, False),  # a page of 93 holds 46 pairs: one septet of each is lost
        ("š", "ucs2", 1, 1, True),
        ("a" * 39 + "š", "ucs2", 40, 1, True),
        ("a" * 40 + "š", "ucs2", 41, 2, True),
        ("я" * 600, "ucs2", 600, 15, True),
        ("я" * 601, "ucs2", 601, 16, False),
        ("[€]" + "ž", "ucs2", 4, 1, True),
        ("🛩" * 20, "ucs2", 40, 1, True),
        ("a" + "🛩" * 20, "ucs2", 41, 2, True),
    ],
)
def test_pages(text: str, alphabet: str, used: int, pages: int, fits: bool) -> None:
    length = length_of(text)
    assert (length.alphabet, length.used, length.pages, length.fits) == (alphabet, used, pages, fits)
    assert length.limit == (1395 if alphabet == "gsm7" else 600)


@pytest.mark.parametrize(
    ("language", "a_page"), [("", 93), ("en-GB", 93), ("PL", 93), ("et", 90), ("lt", 90), ("lv-LV", 90)]
)
def test_a_language_without_a_scheme_is_said_on_each_page(language: str, a_page: int) -> None:
    """TS 23.038, 5: two letters and a carriage return before the text, with either alphabet."""
    assert length_of("a" * a_page * 15, language)[2:4] == (a_page * 15, 15)
    assert length_of("a" * (a_page * 15 + 1), language).pages == 16
    assert length_of("я" * 600, language)[2:4] == (600, 15)


PUBLIC = {
    "lt": "Dangus virš Šalčininkų: neatpažintas skraidantis objektas. Likite viduje, laukite žinių.",
    "lv": "Neidentificēts gaisa objekts. Palieciet telpās.",
    "et": "Tundmatu õhusõiduk. Jääge siseruumidesse.",
    "pl": "Niezidentyfikowany obiekt powietrzny. Pozostań w domu, zamknij okna i drzwi, słuchaj komunikatów.",
    "en": "Unidentified aerial object. Stay inside [until told otherwise].",
    "ru": "Неопознанный воздушный объект.",
}


def test_each_language_by_its_letters() -> None:
    found = lengths(PUBLIC)
    assert list(found) == list(PUBLIC)
    assert {language: length.alphabet for language, length in found.items()} == {
        "lt": "ucs2", "lv": "ucs2", "et": "ucs2", "pl": "ucs2", "en": "gsm7", "ru": "ucs2",
    }  # fmt: skip
    assert found["lt"].forcing == ("š", "Š", "č", "ų", "ž")
    assert found["lv"].forcing == ("ē", "ā")
    assert found["et"].forcing == ("õ",)
    assert found["pl"].forcing == ("ń", "ł", "ó")
    assert found["en"].forcing == ()
    assert found["en"].used == len(PUBLIC["en"]) + 2
    assert found["ru"].used == len(PUBLIC["ru"])
    assert length_of("Ärge minge õue, jääge tuppa. Ülesöölt".replace("õ", "o")).alphabet == "gsm7"


def test_letters_are_counted_as_they_are_typed() -> None:
    composed, apart = "é", "e\u0301"
    assert length_of(composed).alphabet == "gsm7"
    assert (length_of(apart).used, length_of(apart).forcing) == (2, ("\u0301",))
