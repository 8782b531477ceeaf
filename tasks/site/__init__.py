"""The static site: pages, charts and a search that needs no server, made from rows."""
