"""The pages that are measured beside the app's own overview. Each reads ``ONEMAP_DATA`` or the package of ``edition.py``."""
