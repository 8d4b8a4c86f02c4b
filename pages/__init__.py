"""One screen a file: layout and wiring only."""
