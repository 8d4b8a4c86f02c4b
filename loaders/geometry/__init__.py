"""Boundary, footprint and facility files of every form become layers in EPSG:4490."""

from loaders.geometry.layer import layers, read_layer

__all__ = ["layers", "read_layer"]
