"""The app carried to a machine without a network: packed by ``./run --bundle``, set up by ``./run --offline``."""
