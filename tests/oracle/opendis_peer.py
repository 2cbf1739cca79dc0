"""Run in the environment of peers. Tasks, a JSON line each on standard input, are answered in a JSON line each:

{"read": hex}                    -> every field of the PDU as opendis reads it, nested as its classes are
{"write": class, "fields": {}}   -> {"hex": ...}; fields by their path, as `entityID.siteID`
{"place": [lat, lon, height, roll, pitch, yaw]}   in rad and m -> {"place": [x, y, z, psi, theta, phi]}
{"rate": hex}                    -> {"read_per_s": ..., "written_per_s": ...} of one PDU, in CPU seconds
"""

import json
import sys
import time
from io import BytesIO

from opendis import dis7
from opendis.DataOutputStream import DataOutputStream
from opendis.PduFactory import createPdu

PDUS = 2_000


def flat(value):
    """Plain values of an object and what it holds."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return [flat(item) for item in value]
    if hasattr(value, "__dict__"):
        return {"class": type(value).__name__, **{name.lstrip("_"): flat(item) for name, item in vars(value).items()}}
    return value


def octets_of(pdu):
    """A PDU as it is now."""
    stream = BytesIO()
    pdu.serialize(DataOutputStream(stream))
    return stream.getvalue()


def written(kind, fields):
    """A PDU of some class with these fields. A fresh one does not serialise, and says neither its type nor its family:
    what it should not have is replaced."""
    pdu = getattr(dis7, kind)()
    pdu.pduType, pdu.protocolFamily, pdu.exerciseID, pdu.pduStatus = type(pdu).pduType, type(pdu).protocolFamily, 1, 0
    if kind == "EntityStatePdu":
        pdu.entityAppearance = pdu.capabilities = 0
    for path, value in fields.items():
        *parts, name = path.split(".")
        target = pdu
        for part in parts:
            target = getattr(target, part)
        setattr(target, name, value)
    pdu.length = len(octets_of(pdu))  # which opendis does not count by itself
    return octets_of(pdu)


def rate(octets):
    """PDUs a CPU second, best of three."""
    pdu = createPdu(octets)
    reads, writes = [], []
    for _ in range(3):
        began_s = time.process_time()
        for _ in range(PDUS):
            createPdu(octets)
        middle_s = time.process_time()
        for _ in range(PDUS):
            pdu.serialize(DataOutputStream(BytesIO()))
        reads.append(PDUS / (middle_s - began_s))
        writes.append(PDUS / (time.process_time() - middle_s))
    return {"read_per_s": max(reads), "written_per_s": max(writes)}


def answer(task):
    """What one task asks for."""
    if "read" in task:
        return flat(createPdu(bytes.fromhex(task["read"])))
    if "write" in task:
        return {"hex": written(task["write"], task["fields"]).hex()}
    if "rate" in task:
        return rate(bytes.fromhex(task["rate"]))
    from opendis.RangeCoordinates import GPS  # needs numpy < 2

    return {"place": [float(value) for value in GPS().llarpy2ecef(*task["place"])]}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))))
