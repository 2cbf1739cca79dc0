"""The review after an exercise: what was expected, what came of it, and what the picture was against the truth.

Rule: it hears what the core said and knows the truth; nothing that it concludes goes back. The same run gives the same
report, to the byte.
"""
