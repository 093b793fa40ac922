"""The report as a workbook: real numbers, formulas for what is added up, definitions; see ``workbook``."""

from tenants.render.book.whole import workbook

__all__ = ["workbook"]
