"""The editions: what the pages show, by number and by date."""
