"""Pictures are made anew: nothing of the file but its dots."""

import io

import pytest
from PIL import Image, ImageDraw

from sargas.live.reporting import photos
from sargas.live.reporting.photos import clean

GPS, MAKE, ORIENTATION, COMMENT = 0x8825, 0x010F, 0x0112, 0x9286


def made(size=(640, 480), orientation=1, form="JPEG", **more):
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION], exif[COMMENT] = "Maker of phones", orientation, b"ASCII\0\0\0at home"
    exif.get_ifd(GPS).update({1: "N", 2: (54.0, 38.0, 12.34), 3: "E", 4: (25.0, 16.0, 48.9)})
    written = io.BytesIO()
    picture.save(written, form, exif=exif, comment=b"call 8-600-12345", xmp=b"<x:xmpmeta>home</x:xmpmeta>", **more)
    return written.getvalue()


def test_nothing_but_dots_is_left() -> None:
    given = made() + b"PK\x03\x04 an archive behind the end"
    assert Image.open(io.BytesIO(given)).getexif().get_ifd(GPS), "the picture says where it was taken"
    kept = clean(given)
    found = Image.open(io.BytesIO(kept))
    assert (found.format, found.size) == ("JPEG", (640, 480))
    assert not found.getexif()
    assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for secret in (b"Exif", b"Maker", b"home", b"8-600", b"xmp", b"archive", b"Photoshop"):
        assert secret not in kept
    red, green, blue = found.getpixel((60, 60))
    assert red > 200
    assert green < 60
    assert blue < 60, "the same picture"


def test_a_picture_stands_upright() -> None:
    found = Image.open(io.BytesIO(clean(made((640, 480), orientation=6))))
    assert found.size == (480, 640)
    assert found.getpixel((470, 10))[1] < 60, "what was left above is right above"


def test_a_large_one_becomes_smaller() -> None:
    kept = clean(made((4000, 3000)))
    assert Image.open(io.BytesIO(kept)).size == (1600, 1200)
    assert len(kept) < 200_000


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"<svg onload=alert(1)>", b"\xff\xd8\xff\xe0" + b"\0" * 100, made()[:3_000], made(form="PNG")],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="no picture"):
        clean(content)


def test_a_picture_of_too_many_dots_is_not_unpacked() -> None:
    with pytest.raises(ValueError, match="no picture"):
        clean(made((5_000, 4_000), quality=1))


def test_a_picture_of_many_passes_is_not_read() -> None:
    content = made(progressive=True)
    assert clean(content), "a few are what cameras make"
    at = content.rindex(b"\xff\xda")
    empty = content[at : at + 10] + b"\x00"
    with pytest.raises(ValueError, match="too many passes"):
        clean(content[:-2] + empty * 500 + content[-2:])


def test_too_many_octets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MOST_BYTES", 1 << 20)
    with pytest.raises(ValueError, match="1 MB"):
        clean(bytes((1 << 20) + 1))
