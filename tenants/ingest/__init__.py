"""Bytes to typed events and answers: one module a format, no database, flat memory."""

from tenants.ingest.events_csv import ROLES, ColumnMapping, event_columns
from tenants.ingest.formats import FORMATS, read, recognise

__all__ = ["FORMATS", "ROLES", "ColumnMapping", "event_columns", "read", "recognise"]
