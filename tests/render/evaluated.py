"""A workbook whose formulas are worked out by a few lines of our own: the functions that a report's workbook uses, and no others."""

import io
import re

import openpyxl

_TOKEN = re.compile(r"""('[^']+'!)?\$?([A-Z]{1,2})\$?(\d+)(?::\$?([A-Z]{1,2})\$?(\d+))?""")


def _flat(values):
    for value in values:
        if isinstance(value, list):
            yield from _flat(value)
        else:
            yield value


def _numbers(values):
    return [value for value in _flat(values) if isinstance(value, int | float)]


def _product(*columns):
    rows = zip(*(list(_flat([column])) for column in columns), strict=True)
    total = 0.0
    for row in rows:
        product = 1.0
        for value in row:
            product *= value if isinstance(value, int | float) else 0
        total += product
    return total


FUNCTIONS = {
    "SUM": lambda *values: sum(_numbers(values)),
    "AVERAGE": lambda *values: sum(_numbers(values)) / len(_numbers(values)),
    "MIN": lambda *values: min(_numbers(values)),
    "MAX": lambda *values: max(_numbers(values)),
    "AND": lambda *values: all(values),
    "ISNUMBER": lambda values: [int(isinstance(value, int | float)) for value in _flat([values])],
    "SUMPRODUCT": _product,
}


class Book:
    """The sheets of a workbook with their formulas worked out."""

    def __init__(self, content):
        self._with = openpyxl.load_workbook(io.BytesIO(content))
        self._kept = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        self.names = self._with.sheetnames

    def rows(self, name):
        """Every row of a sheet, its formulas worked out."""
        sheet = self._with[name]
        return [[self.value(name, cell.coordinate) for cell in row] for row in sheet.iter_rows()]

    def formulas(self):
        """((sheet, cell), what the file says it comes to) of every formula."""
        for sheet in self._with:
            for cell in (cell for row in sheet for cell in row):
                if cell.data_type == "f":
                    yield (sheet.title, cell.coordinate), self._kept[sheet.title][cell.coordinate].value

    def value(self, name, place):
        cell = self._with[name][place]
        if cell.data_type != "f":
            return cell.value
        return self._worked_out(cell.value[1:], lambda sheet, at: self.value(sheet or name, at))

    @classmethod
    def computed(cls, text, cells):
        """What a formula comes to on cells given by name."""
        return cls.__new__(cls)._worked_out(text, lambda _sheet, at: cells[at])

    def _worked_out(self, text, read):
        values = []

        def taken(found):
            sheet = (found[1] or "").strip("!").strip("'")
            if found[4]:
                column = [read(sheet, f"{found[2]}{row}") for row in range(int(found[3]), int(found[5]) + 1)]
                values.append(column)
            else:
                values.append(read(sheet, f"{found[2]}{found[3]}"))
            return f"V[{len(values) - 1}]"

        plain = _TOKEN.sub(taken, text).replace("--", "")
        plain = re.sub(r"(?<![<>=])=(?!=)", "==", plain)
        plain = re.sub(r"\bIF\(", "IF_(lambda: ", plain)
        return self._if(plain, values)

    @staticmethod
    def _if(plain, values):
        """IF looks at the branch it takes alone, so that the other may divide by nothing."""
        text, out, depth = plain, "", []
        for char in re.findall(r"IF_\(lambda: |[A-Z]+\(|.", text):
            if char == "IF_(lambda: ":
                depth.append("if")
                out += char
            elif char.endswith("("):
                depth.append("other")
                out += char
            elif char == ")":
                depth.pop()
                out += char
            elif char == "," and depth and depth[-1] == "if":
                out += ", lambda: "
            else:
                out += char
        known = FUNCTIONS | {"V": values, "IF_": lambda test, then, other: then() if test() else other()}
        return eval(out, {"__builtins__": {}, **known})
