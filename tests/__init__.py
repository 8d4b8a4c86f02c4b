"""A package by this file: pygeoapi installs a folder of the same name, which would else come before ours."""
