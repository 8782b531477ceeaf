"""Channels: where a publisher lists its releases, and how they are walked."""
