"""A provider of OpenID Connect on loopback, for tests: as small as it can be, with whatever is to be wrong."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwk, jwt

CLIENT, SECRET = "sargas", "a secret & more"


class Provider:
    """`claims` are added to those of the ID token, and `without` taken from them; `key` signs, `shown` are told.
    `forge(claims, nonce)`, where given, makes the token instead."""

    def __init__(self):
        self.key = jwk.RSAKey.generate_key(2048, {"kid": "first"})
        self.shown = [self.key]
        self.algorithm = "RS256"
        self.claims, self.without, self.forge, self.description = {}, (), None, {}
        self.asked, self.codes, self.used = [], {}, []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._answers())
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def token(self, nonce):
        now_s = int(time.time())
        claims = {
            "iss": self.issuer, "sub": "u-17", "aud": CLIENT, "exp": now_s + 300, "iat": now_s, "nonce": nonce,
            "preferred_username": "Ona", "groups": ["air-watch", "canteen"], **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if name not in self.without}
        if self.forge is not None:
            return self.forge(claims)
        return jwt.encode({"alg": self.algorithm, "kid": self.key.kid}, claims, self.key, [self.algorithm])

    def described(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **self.description,
        }

    def _answers(provider):
        class Answers(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                provider.asked.append(parts.path)
                if parts.path == "/.well-known/openid-configuration":
                    self.say(200, provider.described())
                elif parts.path == "/keys":
                    self.say(200, {"keys": [{"kty": "new"}, *[key.as_dict(private=False) for key in provider.shown]]})
                elif parts.path == "/authorize":
                    said = {name: values[0] for name, values in parse_qs(parts.query).items()}
                    code = secrets.token_urlsafe(8)
                    provider.codes[code] = said
                    back = urlencode({"code": code, "state": said["state"]})
                    self.send_response(302)
                    self.send_header("location", f"{said['redirect_uri']}?{back}")
                    self.end_headers()
                else:
                    self.say(404, {})

            def do_POST(self):
                form = self.rfile.read(int(self.headers["content-length"])).decode()
                said = {name: values[0] for name, values in parse_qs(form).items()}
                begun = provider.codes.pop(said["code"], None)  # a code is good once
                digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
                challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
                provider.used.append((self.headers.get("authorization"), said))
                same = begun is not None and begun["redirect_uri"] == said["redirect_uri"]
                if begun is None or not same or begun["code_challenge"] != challenge:
                    self.say(400, {"error": "invalid_grant"})
                else:
                    self.say(200, {"access_token": "x", "id_token": provider.token(begun["nonce"])})

            def say(self, status, value):
                data = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        return Answers
