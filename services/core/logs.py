"""Structured logs without personal data: events, references and codes, never what people wrote."""

from __future__ import annotations

import logging
import sys
import traceback

import structlog


def configure() -> None:
    """One JSON line for each log entry; line breaks in values are escaped, so that no entry can be forged."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def places(problem: BaseException) -> list[str]:
    """Where a fault arose, innermost last; without messages, which may quote what people wrote."""
    cause = problem.__cause__ or problem.__context__
    earlier = [*places(cause), type(cause).__name__] if cause else []
    frames = traceback.extract_tb(problem.__traceback__)
    return earlier + [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
