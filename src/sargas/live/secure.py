"""TLS: contexts from the files that an address names; version 1.2 or later, always."""

import ssl

from sargas.errors import Unavailable
from sargas.live.address import Address


def context(address: Address) -> ssl.SSLContext:
    """Of a server where the address listens, else of a client. Raises Unavailable where a file is not one.

    A client trusts `ca`, or what the system trusts, and shows `cert` where it is named; the server's name is checked.
    A server shows `cert`, and with `ca` takes only clients that show one of that authority.
    """
    options = address.options
    try:
        if address.listens:
            made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            if "ca" in options:
                made.load_verify_locations(options["ca"])
                made.verify_mode = ssl.CERT_REQUIRED
        else:
            made = ssl.create_default_context(cafile=options.get("ca"))
        if "cert" in options:
            made.load_cert_chain(options["cert"], options["key"])
    except (OSError, ssl.SSLError) as error:
        raise Unavailable(f"certificates of {address.scheme}://{address.host}:{address.port}: {error}") from None
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made
