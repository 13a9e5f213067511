"""Which submitted files a release's records come from, by their SHA-256; 来源文件.

Belongs here: reading them from the published tables, whose column of sources is signed as evidence.
Does not belong here: telling of them (Data Package, PROV).
"""

from pathlib import Path


def source_files(folder: Path, dataset: str) -> tuple[str, ...]:
    """The distinct SHA-256 in hex of a dataset's source files, sorted; () where it has no Parquet.

    Raises OSError, ValueError (pyarrow.ArrowInvalid) if the file is none, KeyError without sources.
    """
    import pyarrow.compute as pc
    from pyarrow import parquet

    path = folder / "data" / f"{dataset}.parquet"
    if not path.exists():
        return ()
    column = parquet.read_table(path, columns=["source_file"]).column("source_file")
    return tuple(sorted(pc.unique(column).drop_null().to_pylist()))
