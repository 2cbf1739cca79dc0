"""Self-made alerts: what a weather service, a partner and an exercise say, and what none of them should."""

from sargas.model.sensor import Sensor

TIME_S = 1_753_679_400.0
SENSORS: list[Sensor] = []
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="urn:oasis:names:tc:emergency:cap:1.2"'
SIGNATURE = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>x</SignedInfo></Signature>'

INFO = """<info><language>lt</language><category>Met</category><category>Safety</category><event>Audra</event>
<responseType>Prepare</responseType><urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty>
<eventCode><valueName>X:CODE</valueName><value>storm</value></eventCode>
<effective>2025-07-28T08:00:00+03:00</effective><onset>2025-07-28T12:00:00+03:00</onset>
<expires>2025-07-28T24:00:00+03:00</expires><senderName>Tarnyba</senderName>
<headline>Smarkus vėjas &amp; lietus</headline>
<description>Vėjas iki 28 m/s. &lt;b&gt;</description><web>https://met.example/lt?x=1&amp;y=2</web>
<parameter><valueName>level</valueName><value>3</value></parameter>
<parameter><valueName>empty</valueName><value/></parameter>
<resource><resourceDesc>Map</resourceDesc><mimeType>image/png</mimeType><size>1200</size><uri>https://met.example/a.png</uri>
<digest>da39a3ee5e6b4b0d3255bfef95601890afd80709</digest></resource>
<area><areaDesc>Vilniaus apskritis</areaDesc><polygon>54.5,25.0 54.5,25.5 54.9,25.5 54.5,25.0</polygon>
<circle>54.6872,25.2797 12.5</circle><geocode><valueName>NUTS3</valueName><value>LT011</value></geocode>
<altitude>1000</altitude><ceiling>5000.5</ceiling></area></info>"""
AERIAL = """<info><language>en</language><category>Security</category><event>Unidentified aerial object</event>
<responseType>Monitor</responseType><urgency>Immediate</urgency><severity>Moderate</severity>
<certainty>Observed</certainty><expires>2025-07-28T06:30:00-00:00</expires><area><areaDesc>Salcininkai</areaDesc></area>
</info>"""


def alert(
    info: str = AERIAL,
    identifier: str = "lt-met-17",
    kind: str = "Alert",
    status: str = "Actual",
    scope: str = "<scope>Public</scope>",
    after: str = "",
    sent: str = "2025-07-28T05:05:00-00:00",
) -> str:
    """One alert; `after`: what stands between its scope and its info."""
    return (
        f"<alert {NAMESPACE}>\n<identifier>{identifier}</identifier><sender>met@example.lt</sender>"
        f"<sent>{sent}</sent><status>{status}</status><msgType>{kind}</msgType>"
        f"<source>desk</source>{scope}{after}{info}\n</alert>\n"
    )


RESTRICTED = "<scope>Restricted</scope><restriction>Duty officers</restriction>"
PRIVATE = '<scope>Private</scope><addresses>a@example.lt "Duty officer" b</addresses>'
REFERENCES = (
    "<references>met@example.lt,lt-met-17,2025-07-28T08:05:00+03:00 other,x,2025-07-28T05:06:00-00:00</references>"
)
GOOD = [
    alert(INFO + AERIAL, after='<code>profile:x</code><note>One</note><incidents>"in 1" in2</incidents>'),
    alert(identifier="lt-met-18", kind="Update", scope=RESTRICTED, after=REFERENCES),
    alert("", "lt-met-19", "Cancel", scope=PRIVATE, after="<restriction/>" + REFERENCES),
    alert(identifier="lt-met-20", status="Exercise", after="<note>Exercise Vanagas</note>"),
]
"""Each keeps the schema and the rules."""
GOOD[2] = GOOD[2].replace(PRIVATE + "<restriction/>", PRIVATE.replace("<addresses>", "<restriction/><addresses>"))
SIGNED = alert(identifier="lt-met-21").replace("</alert>", f"{SIGNATURE}</alert>")
BAD = [
    alert().replace("cap:1.2", "cap:1.1"),
    alert(kind="Update"),
    alert(scope="<scope>Private</scope>"),
    alert(sent="2025-07-28T05:05:00Z"),
    alert(INFO.replace("54.5,25.5", "154.5,25.5")),
    alert(INFO.replace("28T24:00:00+03:00", "28T08:04:59+03:00")),
    alert().replace("<scope>Public</scope>", ""),
    alert(after="<code>security_classification=NATO SECRET</code>"),
    f"<!DOCTYPE alert [<!ENTITY e 'x'>]>{alert('', '&e;')}",
    f"<!DOCTYPE alert [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>{alert(after='<note>&e;</note>')}",
]
"""Each is refused."""
INNER = alert(identifier="inner")
HIDING = [
    alert(AERIAL.replace("<event>", f"<event><![CDATA[{INNER}]]>"), "lt-met-22", status="Test"),
    alert(identifier="lt-met-23", status="Test").replace("<identifier>", f"<!-- {INNER} --><identifier>"),
    f"<?x {INNER} ?><!-- {INNER} -->" + alert(identifier="lt-met-24", status="Test"),
]
"""Texts that are no alerts, in alerts that are."""
SAMPLES = [
    (HEAD + GOOD[0] + HEAD + GOOD[1] + "<!-- between -->" + GOOD[2]).encode(),
    (HEAD + SIGNED + GOOD[3].replace("<", "<cap:").replace("<cap:/", "</cap:").replace("xmlns", "xmlns:cap")).encode(),
    "".join((*BAD[:5], "rubbish", GOOD[1], *BAD[5:])).encode(),
    "".join(HIDING).encode(),
    HIDING[0].encode(),
    HEAD.replace("UTF-8", "ISO-8859-1").encode()
    + alert(INFO.replace("ė", "é")).encode("latin-1")
    + GOOD[0][:300].encode(),
]
LABEL = "<code>security_classification=UNCLASSIFIED</code>"
_RELEASED = [
    HEAD + alert(INFO, after=f'{LABEL}<note>One</note><incidents>"in 1" in2</incidents>'),
    alert(identifier="lt-met-18", kind="Update", scope=RESTRICTED, after=LABEL + REFERENCES),
    alert("", "lt-met-19", "Cancel", scope=PRIVATE, after=LABEL + REFERENCES),
    alert(identifier="lt-met-20", status="Exercise", after=LABEL + "<note>Exercise Vanagas</note>"),
]
ENCODED = [text.encode() for text in _RELEASED]
