"""DIS, Distributed Interactive Simulation (IEEE 1278.1): the entities of other simulators, and ours for them."""
