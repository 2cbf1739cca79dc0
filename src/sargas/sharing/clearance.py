"""Clearance: unlawful interference (Mode 3/A 7500) is for those alone who are cleared; how a track looks to others.

Rule: to others such a track gives no code and declares no emergency, as many do. That an emergency is "none" is told
to nobody who is not cleared, of no track: it is said where one has ended, too. Where tracks are shown or leave, this is
asked: `sargas.web.screens` and `sargas.sharing.release`; alerts say themselves whom they are for (`Alert.cleared`).
"""

import msgspec
import numpy as np

from sargas.model.claims import EMERGENCIES, UNLAWFUL_CODE, Claims
from sargas.model.tracks import HAS, Tracks

_CODE, _EMERGENCY = np.uint32(HAS["mode_3a"]), np.uint32(HAS["emergency"])


def as_others_see(tracks: Tracks) -> Tracks:
    """Rows as they are shown to who is not cleared; `tracks` stays as it is."""
    secret = tracks.unlawful()
    hidden = secret | (tracks.given("emergency") & (tracks.emergency == 0))
    if not hidden.any():
        return tracks
    shown = tracks.take(np.arange(len(tracks)))
    shown.has[hidden] &= ~_EMERGENCY
    shown.emergency[hidden] = 0
    coded = secret & (tracks.mode_3a == UNLAWFUL_CODE)
    shown.has[coded] &= ~_CODE
    shown.mode_3a[coded] = 0
    shown.claim_told_s[coded, 1] = 0.0
    return shown


def claims_as_others_see(claims: Claims) -> Claims:
    """The same of what one track says of itself."""
    if not claims.unlawful and claims.emergency != EMERGENCIES[0]:
        return claims
    code = None if claims.mode_3a == UNLAWFUL_CODE else claims.mode_3a
    return msgspec.structs.replace(claims, emergency=None, mode_3a=code)
