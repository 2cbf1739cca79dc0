"""All evidence on one track, asked of a real server."""

from sargas.model.decision import Decision, LockIdentity, Undo
from sargas.model.identity import BASES, IDENTITIES
from sargas.model.tracks import FUSED, PART
from web.bench import T0, ask, changes, run, served, tracks_of


def said():
    tracks = tracks_of([7, 9], T0, east_mps=60.0)
    tracks.sources = (*tracks.sources, "LVA")
    tracks.fusion[:], tracks.fused_with[:] = (FUSED, PART), (9, 7)
    tracks.reported_by[1] = 2
    tracks.foreign_identity[1], tracks.has[1] = IDENTITIES.index("friend"), tracks.has[1] | (1 << 12)
    tracks.evidence_s[0, [3, 8]] = T0 - 90.0, T0 - 200.0
    tracks.evidence_s[1, 10] = T0 - 30.0
    tracks.corridor[0] = 1
    tracks.identity[:], tracks.identity_basis[:] = IDENTITIES.index("neutral"), 3
    tracks.proposed[0], tracks.proposed_basis[0] = IDENTITIES.index("friend"), 10
    return tracks


def test_everything_that_is_said_of_a_track_is_told_in_order():
    async def play():
        async with served() as bench:
            bench.screens.changes("live", changes(said()))
            told = await ask(bench, "/api/tracks/7/identity")
            assert (told["number"], told["identity"], told["basis"]) == (7, "neutral", BASES[3])
            assert told["proposed"] == {"name": "friend", "basis": "a partner says so"}
            assert told["foreign"] == [{"by": "LVA", "track": 9, "identity": "friend"}]
            assert [(one["words"], one["side"], one["age_s"], one["by"]) for one in told["evidence"]] == [
                (BASES[3], "for", 90.0, "own"),
                ("keeps to a corridor: Lithuania", "for", 200.0, "own"),
                ("a partner says so: friend", "told", 30.0, "LVA"),
            ]
            picture = await ask(bench, "/api/picture/7")
            assert picture["proposed"] == told["proposed"]
            part = await ask(bench, "/api/tracks/9/identity")
            assert [one["by"] for one in part["evidence"]] == ["LVA"]
            for path in ("/api/tracks/8/identity", "/api/tracks/x/identity"):
                assert (await bench.client.get(path)).status_code == 404

    run(play())


def test_who_decided_is_told_until_it_is_reversed():
    async def play():
        async with served() as bench:
            tracks = said()
            tracks.identity_basis[:] = BASES.index("operator")
            first = Decision("Ona", T0, LockIdentity(7, "neutral"), "known", record_number=3)
            later = Decision("Jonas", T0, LockIdentity(7), "as it is", record_number=4)
            bench.screens.changes("live", changes(tracks, decisions=(first, later)))
            assert (await ask(bench, "/api/tracks/7/identity"))["decided_by"] == "Jonas"
            undone = Decision("Ona", T0, Undo(4), "no", record_number=5)
            bench.screens.changes("live", changes(decisions=(undone,)))
            assert (await ask(bench, "/api/tracks/7/identity"))["decided_by"] == "Ona"

    run(play())
