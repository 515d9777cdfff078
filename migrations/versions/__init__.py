"""One file per schema step."""
