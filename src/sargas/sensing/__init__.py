"""What a sensor can see: radio horizon, detection probability; sound and wind. For exercises, coverage, searching."""
