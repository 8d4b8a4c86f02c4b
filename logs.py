"""The log: one line a record on stderr, through the standard library, so that other people's records look the same."""

import logging
import re

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_OURS = "onemap"
# These bring handlers of their own, and would write every record twice or in another form.
_LOUD = ("streamlit", "uvicorn", "uvicorn.error", "uvicorn.access")
# What could break a line, or play with a terminal: file names and cells reach the log.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_fields = structlog.processors.LogfmtRenderer(bool_as_flag=False)


def _words(logger: WrappedLogger, name: str, event: EventDict) -> str:
    """Write ``time level logger: message key=value …`` on one line, whatever the message holds."""
    head = f"{event.pop('timestamp')} {event.pop('level'):<8} {event.pop('logger')}: {event.pop('event')}"
    line = f"{head} {_fields(logger, name, event)}".rstrip()
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), line)


def _once(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Leave out uvicorn's second copy of its message, which is for coloured terminals."""
    event.pop("color_message", None)
    return event


def configure(json: bool) -> None:
    """Send every record to stderr; a second call replaces the first.

    Parameters
    ----------
    json : bool
        Write JSON lines (``timestamp``, ``level``, ``logger``, ``event``, …) instead of words.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(),
        _once,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    handler = logging.StreamHandler()
    handler.set_name(_OURS)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str) if json else _words,
            ],
        )
    )
    root = logging.getLogger()
    for old in [old for old in root.handlers if old.get_name() == _OURS]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in _LOUD:
        loud = logging.getLogger(name)
        loud.handlers.clear()
        loud.propagate = True
    # A line a request would drown the rest: a page asks for some fifty files.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
