"""The loops of `wire`, compiled: same names, same text.

Importing this module imports numba; `py_func` of each is the loop as written.
"""

from sargas.formats.asterix import wire
from sargas.geo.kernel import kernel

cut = kernel(wire.cut)
name = kernel(wire.name)
carry = kernel(wire.carry)
walk = kernel(wire.walk)
