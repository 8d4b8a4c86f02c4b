"""The domain: stages, schemas, join, indicators. Knows no file and no screen."""
