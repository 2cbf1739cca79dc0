"""Contexts of TLS: who trusts whom is the address's to say."""

import ssl

import pytest

from live.test_tcp import certificates
from sargas.errors import Unavailable
from sargas.live.address import address
from sargas.live.secure import context


def test_who_is_asked_for_a_certificate(tmp_path):
    files = certificates(tmp_path)
    both = context(address(f"tls://127.0.0.1:1{files}&listen"))
    assert both.verify_mode == ssl.CERT_REQUIRED
    assert both.minimum_version == ssl.TLSVersion.TLSv1_2
    anybody = context(address(f"https://127.0.0.1:1?listen&{'&'.join(files[1:].split('&')[1:])}"))
    assert anybody.verify_mode == ssl.CERT_NONE
    for client in (f"tls://127.0.0.1:1{files}", f"mqtts://127.0.0.1:1{files}&topic=a", "https://127.0.0.1/x"):
        made = context(address(client))
        assert (made.verify_mode, made.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_a_client_trusts_nobody_but_its_ca(tmp_path):
    files = certificates(tmp_path)
    assert len(context(address(f"tls://127.0.0.1:1{files}")).get_ca_certs()) == 1


@pytest.mark.parametrize("more", ["", "&listen"])
def test_certificates_that_are_not_there_are_told(tmp_path, more):
    wrong = address(f"tls://127.0.0.1:1?ca={tmp_path}/x&cert={tmp_path}/x&key={tmp_path}/x{more}")
    with pytest.raises(Unavailable, match=r"certificates of tls://127\.0\.0\.1:1: .*No such file"):
        context(wrong)
