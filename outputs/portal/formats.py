"""The formats in which a dataset is published, in the words of people and of catalogues.

Belongs here: which folder of a release holds which format. Does not belong here: how a format is
written (`outputs.formats`).
"""

from dataclasses import dataclass

IANA = "https://www.iana.org/assignments/media-types/"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"


@dataclass(frozen=True)
class Format:
    """A format: its place in a release, names, media type, code of the EU's list of file types."""

    folder: str
    suffix: str
    title: str
    title_en: str
    media_type: str
    file_type: str
    name: str

    def holds(self, path: str, dataset: str) -> bool:
        """Whether a path inside a release is the dataset's file, or one of its parts."""
        folder, _, name = path.rpartition("/")
        stem, _, suffix = name.partition(".")
        if (folder, suffix) != (self.folder, self.suffix) or not stem.startswith(dataset):
            return False
        part = stem.removeprefix(dataset)
        return not part or part.lstrip("-").isdigit()


FORMATS = (
    Format("data", "csv", "CSV（程序读取）", "CSV, UTF-8", "text/csv", "CSV", "CSV"),
    Format(
        "xlsx", "xlsx", "Excel 表格", "Excel workbook",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", "XLSX",
    ),
    Format("excel-csv", "csv", "CSV（Excel 用）", "CSV for Excel", "text/csv", "CSV", "CSV"),
    Format("json", "json", "JSON", "JSON records", "application/json", "JSON", "JSON"),
    Format(
        "data", "parquet", "Parquet（数据分析）", "Apache Parquet",
        "application/vnd.apache.parquet", "PARQUET", "Parquet",
    ),
)  # fmt: skip
BY_PLACE = {(one.folder, one.suffix): one for one in FORMATS}


def format_of(path: str, dataset: str) -> Format | None:
    """The format of a dataset's file; None for a path that is none of its data files."""
    folder, _, name = path.rpartition("/")
    found = BY_PLACE.get((folder, name.partition(".")[2]))
    return found if found is not None and found.holds(path, dataset) else None
