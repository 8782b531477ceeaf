"""The kind of a release and its topics."""
