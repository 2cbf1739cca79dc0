"""How others say it: one folder per published format, each with the same file names; `framing` cuts recordings.

A format turns bytes into words of the model (decoder) and, where it has one, released words into bytes (encoder).
Transport is another axis and lives elsewhere: any format may arrive by any transport.
"""
