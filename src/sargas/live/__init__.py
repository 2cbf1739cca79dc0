"""Live: the only asynchronous room. Transports, the clock, the journal in front of everything, supervision.

Rule: bytes are written down before they are decoded, and nothing is dropped after that. What a partition concludes
comes from its records alone, so a replay of the journal concludes the same.

The door is `sargas.live.site.LiveSite`:

    partition = Partition(
        name="live", kind="live", feeds=[...], speed=1.0,
        journal=lambda state: Journal(folder, "live", config, state),   # opened in the partition's writer thread;
                                                     # `state` gives the checkpoint for a new segment
        ingest=lambda: Ingest(feeds, sensors, kind), # built in its worker thread
        core=lambda: Core(sensors, zones, settings), # built there too, when the kernels are ready
        sources={},                                  # feed id -> Callable[[], TimedSource] for exercise:// feeds
        settings=Settings(),
    )
    site = LiveSite([partition], warm)               # warm(progress) blocks in a thread; progress(0..1, "message")
    site.subscribe(screens)                          # a `sargas.live.events.Subscriber`, called on the loop
    await site.run(duration_s)                       # until stop(), the duration or a failure of the core
    site.stop()                                      # from a signal: drain, commit, checkpoint, return
    decision, refusal = await site.submit("live", decision)   # after it took effect; refusal None when it was taken
    site.counters()                                  # figures for /metrics

Time: a live partition runs on the system clock; a recording or an exercise on the times of its sources times `speed`
(0: as fast as the machine can). One partition is one or the other.
"""

from sargas.live.settings import Settings

__all__ = ["Settings"]
