"""Where the console may listen, and which addresses only this machine reaches."""

from pathlib import Path

import pytest

from sargas.config import load_text
from sargas.web.settings import is_loopback
from test_checks import SITE, findings


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        ("10.0.0.1", False),
        ("localhost.evil.example", False),
        ("[::1]", False),
    ],
)
def test_loopback(host, is_own):
    assert is_loopback(host) == is_own


@pytest.mark.parametrize(
    ("web", "why"),
    [
        ("", ""),
        ('host = "::1"', ""),
        ('host = "0.0.0.0"', "web.host: 0.0.0.0 is on the network: it needs certificate and key"),
        ('host = "picture.example"', "web.host: picture.example is on the network"),
        ('host = "0.0.0.0"\nin_the_clear = true', ""),
        ('host = "0.0.0.0"\ncertificate = "c.pem"\nkey = "k.pem"', ""),
        ('certificate = "c.pem"', "web: certificate and key: both or neither"),
        ('oidc = { issuer = "http://sso.example", client_id = "x" }', "issuer: https, or http on loopback"),
        ('oidc = { issuer = "https://sso.example", client_id = "" }', "client_id"),
        ('oidc = { issuer = "https://sso.example", client_id = "x", scopes = [] }', "scopes: openid is one of them"),
        ('oidc = { issuer = "https://sso.example", client_id = "x", roles = { a = ["king"] } }', "web.oidc.roles"),
        ('oidc = { issuer = "http://127.0.0.1:8080", client_id = "x", roles = { a = ["lead"] } }', ""),
    ],
)
def test_the_console_is_on_the_network_with_tls_alone(web: str, why: str) -> None:
    text = f"{SITE}[web]\n{web}\n"
    if not why:
        assert load_text(text, Path()).config.web
        return
    (told,) = findings(text)
    assert why in told
