"""What a sensor can see, hear or receive: the physics, for exercises, coverage, planning and searching.

detection  an echo of a target that fluctuates; what varies in dB      horizon  of radio over a smooth earth
moving     what a Doppler filter leaves, blind speeds                  lobes    antennas, and the ground that reflects
hearing    how loud, over what noise                                   sound    how fast, how late
radio      what a receiver gets of a transmitter                       seeing   cameras, eyes, attention
skyline    what terrain hides                                          daylight whether it is day
crossing   how exactly times of arrival place something
wind       where a track is
"""
