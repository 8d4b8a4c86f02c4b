"""What ``cli.py`` does, a file a subject. Only what is light is imported above: ``--help`` answers at once."""
