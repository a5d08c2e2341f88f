from collections.abc import Mapping
from typing import Any, BinaryIO

from xlsxwriter.workbook import Workbook as _Workbook

def Workbook(file: BinaryIO, options: Mapping[str, Any]) -> _Workbook: ...
