"""Files and folders that are complete or absent, and readable by their owner alone."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from staffalloc.errors import StaffallocError


class TargetExistsError(StaffallocError, FileExistsError):
    """The file or folder to write is there already, and was not to be overwritten."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi, en)
        self._texts = {"vi": vi, "en": en}

    def text(self, lang: Literal["vi", "en"]) -> str:
        """Return the message in one language."""
        return self._texts[lang]

    def __str__(self) -> str:
        return " / ".join(self._texts.values())

    def __reduce__(self) -> tuple[type[TargetExistsError], tuple[str, ...]]:
        return (TargetExistsError, tuple(self._texts.values()))


@contextmanager
def complete_file(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Give a path beside `path` to write to; it takes the name `path` when the block ends well.

    Parameters
    ----------
    path : Path
        The file to write; its folder must exist.
    overwrite : bool
        Whether an existing file may be replaced.

    Raises
    ------
    TargetExistsError
        If `path` exists and `overwrite` is False, or if `path` is a folder.
    """
    target = path.resolve()
    _refuse_file(target, overwrite=overwrite)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        yield part
        _flush(part)
        _refuse_file(target, overwrite=overwrite)
        part.replace(target)
        _flush_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def complete_folder(
    path: Path, *, overwrite: bool = False, is_own: Callable[[Path], bool] = lambda _: False
) -> Iterator[Path]:
    """Give a folder beside `path` to fill; it takes the name `path` when the block ends well.

    Parameters
    ----------
    path : Path
        The folder to write; its parent must exist.
    overwrite : bool
        Whether a folder that is not empty may be replaced. Even then only if every file in it
        passes `is_own`: nothing foreign is ever deleted.

    Raises
    ------
    TargetExistsError
        If `path` is a file, or a folder that may not be replaced.
    """
    target = path.resolve()
    refuse_folder(target, overwrite=overwrite, is_own=is_own)
    part = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part"))
    try:
        yield part
        for file in sorted(part.rglob("*")):
            file.chmod(0o700 if file.is_dir() else 0o600)
            if file.is_file():
                _flush(file)
        refuse_folder(target, overwrite=overwrite, is_own=is_own)
        _swap(part, target)
        _flush_folder(target.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _refuse_file(target: Path, *, overwrite: bool) -> None:
    if target.is_dir():
        raise TargetExistsError(
            f"{target} là một thư mục; hãy chọn tên tệp khác.",
            f"{target} is a folder; choose another file name.",
        )
    if target.exists() and not overwrite:
        raise TargetExistsError(
            f"{target} đã tồn tại; hãy chọn tên khác hoặc cho phép thay (--overwrite, trong Python "
            "overwrite=True).",
            f"{target} exists; choose another name or allow replacing it (--overwrite, in Python "
            "overwrite=True).",
        )


def refuse_folder(target: Path, *, overwrite: bool, is_own: Callable[[Path], bool]) -> None:
    """Raise `TargetExistsError` if a folder may not be written: see :func:`complete_folder`."""
    if target.exists() and not target.is_dir():
        raise TargetExistsError(
            f"{target} là một tệp; hãy chọn tên thư mục khác.",
            f"{target} is a file; choose another folder name.",
        )
    content = list(target.iterdir()) if target.exists() else []
    if content and not overwrite:
        raise TargetExistsError(
            f"{target} không trống; hãy chọn thư mục khác hoặc cho phép thay (--overwrite, trong "
            "Python overwrite=True).",
            f"{target} is not empty; choose another folder or allow replacing it (--overwrite, in "
            "Python overwrite=True).",
        )
    foreign = next((item.name for item in sorted(content) if not is_own(item)), None)
    if foreign is not None:
        raise TargetExistsError(
            f"{target} có tệp khác ({foreign}), không thể thay thế; hãy chọn thư mục khác.",
            f"{target} holds something else ({foreign}) and cannot be replaced; choose another"
            " folder.",
        )


def _swap(part: Path, target: Path) -> None:
    """Put `part` in the place of `target`; on failure `target` is as it was."""
    if not target.exists():
        part.replace(target)
        return
    aside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.", suffix=".old"))
    old = target.replace(aside / target.name)
    try:
        part.replace(target)
    except OSError:
        old.replace(target)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _flush(file: Path) -> None:
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
