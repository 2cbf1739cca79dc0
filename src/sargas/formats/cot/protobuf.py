"""TAK protocol version 1: the messages of its protobuf form, described here field by field.

message            fields (number name type)                                                            of
TakMessage         1 takControl TakControl, 2 cotEvent CotEvent, 3 submissionTime u64, 4 creationTime   takmessage
TakControl         1 minProtoVersion u32, 2 maxProtoVersion u32, 3 contactUid text                      takcontrol
CotEvent           1 type, 2 access, 3 qos, 4 opex, 16 caveat, 17 releaseableTo, 5 uid: texts;          cotevent
                   6 sendTime, 7 startTime, 8 staleTime: u64, ms since 1970; 9 how text;
                   10 lat, 11 lon, 12 hae, 13 ce, 14 le: f64; 15 detail Detail
Detail             1 xmlDetail text, 2 contact, 3 group, 4 precisionLocation, 5 status, 6 takv, 7 track detail
Contact            1 endpoint, 2 callsign                   Group  1 name, 2 role
PrecisionLocation  1 geopointsrc, 2 altsrc                  Status 1 battery u32
Takv               1 device, 2 platform, 3 os, 4 version    Track  1 speed f64, 2 course f64
Source: commoncommo/core/impl/protobuf of ATAK-CIV (US Government, public); libraries that leave out fields 16 and 17
lose what may be seen by whom.
"""

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_TEXT, _F64, _U32, _U64, _MESSAGE = 9, 1, 13, 4, 11
"""FieldDescriptorProto.Type."""

_MESSAGES: dict[str, tuple[tuple[int, str, int | str], ...]] = {
    "Contact": ((1, "endpoint", _TEXT), (2, "callsign", _TEXT)),
    "Group": ((1, "name", _TEXT), (2, "role", _TEXT)),
    "PrecisionLocation": ((1, "geopointsrc", _TEXT), (2, "altsrc", _TEXT)),
    "Status": ((1, "battery", _U32),),
    "Takv": ((1, "device", _TEXT), (2, "platform", _TEXT), (3, "os", _TEXT), (4, "version", _TEXT)),
    "Track": ((1, "speed", _F64), (2, "course", _F64)),
    "Detail": (
        (1, "xmlDetail", _TEXT),
        (2, "contact", "Contact"),
        (3, "group", "Group"),
        (4, "precisionLocation", "PrecisionLocation"),
        (5, "status", "Status"),
        (6, "takv", "Takv"),
        (7, "track", "Track"),
    ),
    "CotEvent": (
        *((number, name, _TEXT) for number, name in ((1, "type"), (2, "access"), (3, "qos"), (4, "opex"), (5, "uid"))),
        *((number, name, _U64) for number, name in ((6, "sendTime"), (7, "startTime"), (8, "staleTime"))),
        (9, "how", _TEXT),
        *((number, name, _F64) for number, name in ((10, "lat"), (11, "lon"), (12, "hae"), (13, "ce"), (14, "le"))),
        (15, "detail", "Detail"),
        (16, "caveat", _TEXT),
        (17, "releaseableTo", _TEXT),
    ),
    "TakControl": ((1, "minProtoVersion", _U32), (2, "maxProtoVersion", _U32), (3, "contactUid", _TEXT)),
    "TakMessage": (
        (1, "takControl", "TakControl"),
        (2, "cotEvent", "CotEvent"),
        (3, "submissionTime", _U64),
        (4, "creationTime", _U64),
    ),
}
_PACKAGE = "sargas.cot"


def _made() -> Any:
    file = descriptor_pb2.FileDescriptorProto(name=f"{_PACKAGE}.proto", package=_PACKAGE, syntax="proto3")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for number, field, kind in fields:
            added = message.field.add(name=field, number=number, label=1)
            added.type = _MESSAGE if isinstance(kind, str) else kind
            if isinstance(kind, str):
                added.type_name = f".{_PACKAGE}.{kind}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.TakMessage"))


TakMessage: Any = _made()
"""The class of messages."""
