"""One number for the content of a case, whatever the order of its rows was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import numpy as np
import pandas as pd

from staffalloc.case.policy import Policy


def digest(tables: Mapping[str, pd.DataFrame], policy: Policy) -> str:
    """Return the SHA-256, in hexadecimal, of typed tables in key order and of a policy.

    Column by column: names and texts in UTF-8 with their lengths, numbers as little-endian
    64-bit floats, flags as bytes; then the policy as JSON with sorted keys.
    """
    content = hashlib.sha256()
    for name, frame in tables.items():
        if not len(frame):  # so that a table which is new to the library changes no digest
            continue
        for column in frame.columns:
            content.update(f"{name}.{column}:{len(frame)}\n".encode())
            content.update(_bytes(frame[column]))
    keys = json.dumps(policy.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    content.update(keys.encode())
    return content.hexdigest()


def _bytes(column: pd.Series) -> bytes:
    if column.dtype == np.bool_:
        return bytes(column.to_numpy(dtype=np.uint8).tobytes())
    if column.dtype.kind in "if":
        numbers = column.to_numpy(dtype="<f8") + 0.0
        numbers[np.isnan(numbers)] = np.nan
        return bytes(numbers.tobytes())
    texts = [text.encode() for text in column.tolist()]
    lengths = np.array([len(text) for text in texts], dtype="<i8").tobytes()
    return lengths + b"".join(texts)
