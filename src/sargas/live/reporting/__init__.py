"""Reporting: the public page where people tell what they see or hear in the air, on a port of its own.

reports://0.0.0.0:8791?cert=FILE&key=FILE[&patrols=FILE][&burst=30][&every=2]
reports://127.0.0.1:8791?proxy=127.0.0.1      behind a server of yours that has the certificate
A phone tells its place only to a page that came by https, or to this machine.

    phones -> process of its own: serving, app -> pipe -> parent -> journal

Rule: the door does not believe. What a post may hold is listed, the rest falls; who posts is known by an address only,
and of that a pseudonym is kept; pictures are made anew, so that they say nothing of where or by what they were taken.
A report is answered when it is written down, not before. The page is served by a process of its own: what a flood
costs, time, memory, open files, is not the site's.
"""

from sargas.live.reporting.parent import receive

__all__ = ["receive"]
