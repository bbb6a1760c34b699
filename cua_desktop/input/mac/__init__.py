"""The hands and ears on macOS. Not yet tried on a real machine: planned, and tested with fakes."""
