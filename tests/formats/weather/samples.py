"""Self-made reports: both kinds, with commas and as JSON, METARs in a bulletin, remarks and what is none."""

from sargas.model.sensor import Sensor

TIME_S = 1_700_000_000.0
SENSORS: list[Sensor] = []
SETTINGS = {"stations": {"EYVI": {"lat_deg": 54.63, "lon_deg": 25.28, "height_m": 222.0}}}

SAMPLES = [
    b"# a sounding\n1700000000,wind,54.63,25.28,500,270,12.5\n1700000000, WIND ,54.63,25.28,1500,0,20\r\n\r\n"
    b"1700000000,qnh,54.63,25.28,80000,1008.4\n",
    b'{"timestamp":1700000060000,"kind":"wind","lat_deg":-54,"lon_deg":-180,"height_m":-10,"from_deg":360,"speed_mps":0,'
    b'"station":"x"}\n{"kind":"qnh","timestamp":1700000001.5,"lat_deg":55,"lon_deg":24,"radius_m":1,"pressure_hpa":990}\n',
    b"time_s,kind,lat_deg\n1700000000,wind,91,25,500,270,12\n1700000000,wind,54,25,500,nan,12\n1,qnh,54,25,9,1000\n"
    b'{"kind":"snow"}\n1700000000,wind,54,25,500,270\n1700000000,qnh,54,25,1e400,1000\n1700000003,wind,54,25,0,90,1\n',
    b"SALT31 EYVI 142200\nMETAR EYVI 142150Z 24012G25KT 210V270 9999 BKN030\n     12/08 Q1008 NOSIG=\n"
    b"SPECI EYVI 142210Z AUTO VRB02KT CAVOK 12/08 A2992 RMK SLP134\nMETAR EYKA 142150Z 24O06KT Q1010=\n"
    b"EYVI 142220Z /////MPS 9999 Q////\nEYVI 312220Z 24006KT=\nEYVI 142230Z 36006MPS 12/08 Q0985",
]
