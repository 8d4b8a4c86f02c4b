"""Outside files become validated frames, plus a report of every row that did not make it."""

from loaders import drivers as drivers  # before anything imports pyogrio
