"""Photos: a picture made anew from its dots, so that nothing else of the file comes in.

Place, time, maker and thumbnail (EXIF 2.32, XMP, MPF), comments and what was put behind the end stay outside.
"""

import io
import warnings

from PIL import Image, ImageOps

SIDE_DOTS, QUALITY = 1600, 80
MOST_BYTES = 4 << 20


def clean(content: bytes) -> bytes:
    """The picture as JPEG, at most SIDE_DOTS a side, upright. Raises ValueError with one line where it is none."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES >> 20} MB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=["JPEG"]) as found:
                found.draft("RGB", (SIDE_DOTS, SIDE_DOTS))  # read as small as it may be: little work and memory
                upright = ImageOps.exif_transpose(found).convert("RGB")
    except Exception:  # a library says many things of a hostile file
        raise ValueError("no picture that can be read") from None
    upright.thumbnail((SIDE_DOTS, SIDE_DOTS))
    kept = Image.frombytes("RGB", upright.size, upright.tobytes())  # the dots and nothing else
    written = io.BytesIO()
    kept.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
