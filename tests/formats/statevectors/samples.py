"""Self-made state vectors: every field present, missing and null, and both kinds of timestamp."""

from sargas.model.sensor import Sensor

TIME_S = 1_700_000_000.0
SENSORS = [Sensor(id="archive", feed="feed", kind="adsb")]

SAMPLES = [
    b'{"timestamp":1700000000000,"icao24":"503a11","callsign":"TST001 ","latitude":54.5,"longitude":24.25,'
    b'"altitude":1000.0,"geoaltitude":1100,"groundspeed":100.0,"track":90,"vertical_rate":-600,"squawk":"7700"}\n'
    b'{"timestamp":1700000001,"icao24":"503a11","latitude":54.5,"longitude":24.251}\n'
    b'{"timestamp":1700000002,"icao24":"503a11","callsign":null,"altitude":null,"latitude":null,"longitude":24.2}\n'
    b"\r\n"
    b'{"timestamp":"2023-11-14T22:13:23Z","icao24":"none","latitude":-54.5,"longitude":-179.9,"track":-121,'
    b'"groundspeed":10,"squawk":1200,"onground":false}\r\n',
    b'{"latitude":1,"longitude":2}\n{"latitude":91,"longitude":2}\nnot json\n{"latitude":3,"longitude":4}',
]
