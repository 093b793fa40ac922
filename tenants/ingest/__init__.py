"""Bytes to typed events and answers: one module a format, no database, flat memory."""

from tenants.ingest.columns import ColumnMapping
from tenants.ingest.events_csv import event_columns
from tenants.ingest.formats import FORMATS, read, recognise
from tenants.ingest.table_formats import ROLES, table_columns

__all__ = ["FORMATS", "ROLES", "ColumnMapping", "event_columns", "read", "recognise", "table_columns"]
