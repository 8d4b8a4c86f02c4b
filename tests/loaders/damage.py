"""Bytes changed here and there, as a bad disk or a cut transfer leaves them."""

import random


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return the data with up to six changed or missing places."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed))
        if chance.random() < 0.6:
            changed[at] = chance.randrange(256)
        else:
            del changed[at : at + chance.randint(1, 40)]
    return bytes(changed)
