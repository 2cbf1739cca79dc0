"""Photos: a picture made anew from its dots, so that nothing else of the file comes in.

Place, time, maker and thumbnail (EXIF 2.32, XMP, MPF), comments and what was put behind the end stay outside. The page
sends at most 1280 dots a side in one pass: what takes much more work than that is no picture of a phone's browser.
"""

import io

from PIL import Image, ImageOps

MOST_DOTS, MOST_PASSES = 16_000_000, 16
SIDE_DOTS, QUALITY = 1600, 80
MOST_BYTES = 2 << 20
_PASS = b"\xff\xda"
"""Each pass over a picture's dots begins with it (ITU-T T.81, B.2.3)."""


def clean(content: bytes) -> bytes:
    """The picture as JPEG, at most SIDE_DOTS a side, upright. Raises ValueError with one line where it is none."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES >> 20} MB")
    if content.count(_PASS) > MOST_PASSES:
        raise ValueError("a picture of too many passes")
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG"]) as found:
            if found.width * found.height > MOST_DOTS:
                raise ValueError
            found.draft("RGB", (SIDE_DOTS, SIDE_DOTS))  # read as small as it may be: little work and memory
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except Exception:  # a library says many things of a hostile file
        raise ValueError("no picture that can be read") from None
    upright.thumbnail((SIDE_DOTS, SIDE_DOTS))
    kept = Image.frombytes("RGB", upright.size, upright.tobytes())  # the dots and nothing else
    written = io.BytesIO()
    kept.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
