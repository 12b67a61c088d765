"""Constants that more than one file needs, each with its reason."""
