"""Whose certificates count, the same for HTTP and IMAP, and what to do about one that does not."""

import os
import ssl
from collections.abc import Mapping

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from prospector.errors import FeedRefused

#: What names a file of authorities, the first one set; other programs know these, too.
VARIABLES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
#: OpenSSL's numbers of what may be wrong (X509_V_ERR_…).
_ANOTHER_NAME = {62, 63, 64}
_NOBODY_KNOWN = {2, 18, 19, 20, 21}
_ENDED = {10}


def authorities(environ: Mapping[str, str] = os.environ) -> str:
    """The file of the authorities that count: the environment's, else the public ones of requests.

    Raises:
        FeedRefused: the environment names what is no such file.
    """
    for name in VARIABLES:
        path = environ.get(name)
        if path:
            try:
                ssl.create_default_context(cafile=path)
            except OSError:  # OpenSSL's errors are of that kind
                raise FeedRefused(
                    f"${name}: {path} is no file with certificates (PEM) that can be read"
                ) from None
            return path
    return str(DEFAULT_CA_BUNDLE_PATH)


def doubt(error: BaseException) -> str | None:
    """What is wrong with a server's certificate and what to do; None = something else went wrong."""
    found: BaseException | None = error
    while found is not None and not isinstance(found, ssl.SSLCertVerificationError):
        found = found.__cause__ or found.__context__
    if found is None:
        return None
    if found.verify_code in _ANOTHER_NAME:
        return "its certificate is for another name: write the host as the certificate has it"
    if found.verify_code in _NOBODY_KNOWN:
        return (
            "its certificate is by an authority that is not known: if it is your own, set "
            f"{VARIABLES[0]} or {VARIABLES[1]} to a file that holds its certificate (PEM)"
        )
    if found.verify_code in _ENDED:
        return "its certificate has expired: whoever runs the server must renew it"
    return f"its certificate is not valid ({found.verify_message})"
