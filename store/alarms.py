"""What is wrong with a store, one sentence each, until it is no longer so."""

import logging

log = logging.getLogger(__name__)


class Alarms:
    """The alarms of a store, by what they are about."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}

    def __contains__(self, about: str) -> bool:
        return about in self._said

    def __getitem__(self, about: str) -> str:
        return self._said[about]

    def tell(self, about: str, said: str) -> None:
        """Raise an alarm, or put it in other words."""
        if self._said.get(about) != said:
            log.error("the store: %s", said)
        self._said[about] = said

    def end(self, about: str) -> None:
        """End an alarm; nothing where there is none."""
        self._said.pop(about, None)

    def end_all(self, *abouts: str) -> None:
        """End the alarms that begin with one of these words."""
        for about in [about for about in self._said if about.startswith(abouts)]:
            self.end(about)

    def all(self) -> tuple[str, ...]:
        """Return what is wrong, for people, each once; empty when all is well."""
        return tuple(dict.fromkeys(self._said.values()))
