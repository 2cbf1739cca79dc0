"""Servers of their own on loopback: any; mosquitto, and a publisher."""

import contextlib
import shutil
import socket
import ssl
import subprocess
import time
from pathlib import Path

import paho.mqtt.client as paho
import pytest
import trustme
from paho.mqtt.enums import CallbackAPIVersion

from conftest import absent
from live.bench import free_port


@contextlib.contextmanager
def running(package: str, port: int, *arguments: str | Path):
    """A server out of a package of the system, while it is needed, once it listens on `port`; its process."""
    program = shutil.which(package) or shutil.which(f"/usr/sbin/{package}")
    if program is None:
        absent(f"no {package}: install the package {package}")
    process = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(500):
            with socket.socket() as sock:
                if sock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.01)
        else:
            pytest.fail(f"{package} does not listen")
        yield process
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def broker(folder: Path, *lines: str):
    """Port of a running broker; `lines` are more of its configuration."""
    port = free_port(socket.SOCK_STREAM)
    settings = [f"listener {port} 127.0.0.1", "persistence false", "user root", *lines]
    if not any("password" in line or "certificate" in line for line in lines):
        settings.append("allow_anonymous true")
    (folder / "mosquitto.conf").write_text("\n".join(settings) + "\n")
    with running("mosquitto", port, "-c", folder / "mosquitto.conf"):
        yield port


class Secured:
    """Certificates of one authority for a broker and a client: lines of the broker's configuration, options of an
    address (without `ca`), and what a client shows."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
        for name in ("server", "ours"):
            made = authority.issue_cert("127.0.0.1")
            made.private_key_pem.write_to_path(str(folder / f"{name}.key"))
            made.cert_chain_pems[0].write_to_path(str(folder / f"{name}.pem"))
        self.lines = (
            f"cafile {folder}/ca.pem", f"certfile {folder}/server.pem", f"keyfile {folder}/server.key",
            "require_certificate true", "allow_anonymous true",
        )  # fmt: skip
        self.options = f"cert={folder}/ours.pem&key={folder}/ours.key"
        self.context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
        self.context.load_cert_chain(folder / "ours.pem", folder / "ours.key")


@contextlib.contextmanager
def client(port: int, name: str = "", secure=None):
    """A connected client whose messages and acknowledgements are exchanged in a thread of its own."""
    made = paho.Client(CallbackAPIVersion.VERSION2, name, protocol=paho.MQTTv5)
    if secure is not None:
        made.tls_set_context(secure)
    made.connect("127.0.0.1", port)
    made.loop_start()
    yield made
    made.disconnect()
    made.loop_stop()


def publish(port: int, *messages: tuple[str, bytes], qos: int = 1, **more) -> None:
    """Publishes and waits until the broker has them."""
    with client(port, **more) as made:
        for info in [made.publish(topic, payload, qos) for topic, payload in messages]:
            info.wait_for_publish(10.0)
