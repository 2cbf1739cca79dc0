"""Common Alerting Protocol 1.2: warnings of authorities, ours to them and theirs to us, as XML."""
