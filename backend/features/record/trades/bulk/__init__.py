"""Many trades changed at once: tagged, untagged, deleted, moved to another account, and that undone."""
