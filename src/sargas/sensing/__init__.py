"""What a sensor can see: radio horizon, detection probability. For simulated sensors and drawn coverage."""
