"""Who may do what. There is no login yet: the gate lets only this machine's own visitors in, and they are the planners."""

ACTIONS = frozenset({"bring", "correct", "confirm", "publish", "discard", "release", "withdraw"})
"""What a visitor whom the gate let in may do; every action asks, and what is not named here nobody may."""


def may(action: str) -> bool:
    """Tell whether this session may do this; no by default."""
    return action in ACTIONS
