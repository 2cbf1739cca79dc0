"""Exercises: truth -> sensor models -> bytes in the sensors' real formats, through the same door as live bytes.

Rule: everything made here is marked simulated in the format's own bit and flows into a partition of its own.
"""
