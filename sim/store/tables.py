"""Tables on disk: Parquet whose bytes repeat and whose schema says which run it belongs to.

Knows frames and bytes; must not know what a column means.
"""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def write_table(frame: pd.DataFrame, path: Path, *, stamp: Mapping[str, str]) -> None:
    """Write a frame as Parquet, the stamp (scenario hash, seed) in the schema's metadata.

    Equal frames and stamps give equal bytes.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    table = pa.Table.from_pandas(frame, preserve_index=False)
    kept = table.schema.metadata or {}
    table = table.replace_schema_metadata({**kept, **{key.encode(): text.encode() for key, text in stamp.items()}})
    pq.write_table(table, path, compression="zstd")


def read_table(path: Path) -> pd.DataFrame:
    """Read back what `write_table` wrote.

    Raises:
        OSError: no such file.
        pyarrow.ArrowInvalid: not a Parquet file.
    """
    frame: pd.DataFrame = pq.ParquetFile(path).read().to_pandas()
    return frame


def read_stamp(path: Path) -> dict[str, str]:
    """Scenario hash and seed as stamped on a table, without reading its rows."""
    metadata = pq.ParquetFile(path).schema_arrow.metadata or {}
    return {key.decode(): text.decode() for key, text in metadata.items() if key != b"pandas"}
