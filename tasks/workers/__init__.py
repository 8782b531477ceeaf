"""Processes with limits, in which hostile bytes are parsed."""
