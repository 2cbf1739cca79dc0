"""Run in the environment of peers: events a CPU second that takproto turns from XML (standard input) into protobuf."""

import sys
import time

import takproto

EVENTS = 5_000

if __name__ == "__main__":
    event = sys.stdin.buffer.read()
    rates = []
    for _ in range(3):
        began_s = time.process_time()
        for _ in range(EVENTS):
            takproto.xml2proto(event)
        rates.append(EVENTS / (time.process_time() - began_s))
    print(max(rates))
