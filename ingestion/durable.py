"""Files and folders that are there whole or not at all, also after a crash or on a full disk.

Belongs here: fsync, write-beside-then-rename, sweeping what a crash left, naming a full disk.
Does not belong here: what is in the files.
"""

import errno
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# EFBIG: the disk has room, but the process may write no more.
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


class StorageError(OSError):
    """Something could not be kept; says what, where and what to do, in both languages."""

    def __init__(self, *, message: str, advice: str, message_en: str, advice_en: str) -> None:
        super().__init__(f"{message}{advice} / {message_en} {advice_en}")
        self.message = message
        self.advice = advice
        self.message_en = message_en
        self.advice_en = advice_en


@contextmanager
def storing(what: str, what_en: str, *, where: Path) -> Iterator[None]:
    """Turn a full or read-only disk into a `StorageError`; other errors pass as they are."""
    try:
        yield
    except StorageError:
        raise
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise StorageError(
                message=f"磁盘已满，无法保存{what}：{where}。",
                advice="请腾出空间或换用更大的磁盘后重试；已保存的内容不受影响，未完成的内容没有留下。",
                message_en=f"The disk is full; {what_en} could not be kept: {where}.",
                advice_en="Free some space and try again; what was kept is safe, nothing half-done is left.",
            ) from error
        if error.errno in _NOT_ALLOWED:
            raise StorageError(
                message=f"没有写入权限，无法保存{what}：{where}。",
                advice="请检查该文件夹的权限，或用 SANKU_DATA 另指定数据文件夹。",
                message_en=f"Not allowed to write; {what_en} could not be kept: {where}.",
                advice_en="Check the folder's permissions, or name another data folder with SANKU_DATA.",
            ) from error
        raise


def fsync_path(path: Path) -> None:
    """Force a file or a folder's entries to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """A folder with its parents, whose names survive a crash."""
    missing = []
    folder = path
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    path.mkdir(parents=True, exist_ok=True)
    for made in reversed(missing):
        fsync_path(made.parent)


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it into it."""
    make_folder(path.parent)
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    fsync_path(path.parent)


@contextmanager
def new_folder(target: Path, *, temporary: Path) -> Iterator[Path]:
    """A folder to fill under `temporary`; it becomes `target` on leaving, unless another made that first."""
    make_folder(temporary)
    make_folder(target.parent)
    beside = temporary / uuid.uuid4().hex
    beside.mkdir()
    try:
        yield beside
        for path in beside.rglob("*"):
            fsync_path(path)
        fsync_path(beside)
        try:
            beside.rename(target)
        except OSError as error:
            if error.errno not in {errno.EEXIST, errno.ENOTEMPTY}:
                raise
        else:
            fsync_path(target.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def sweep(temporary: Path, *, older_than_s: float) -> None:
    """Remove what a crash left in a folder of temporaries; what is younger may still be at work."""
    if not temporary.is_dir():
        return
    limit = time.time() - older_than_s
    for path in temporary.iterdir():
        try:
            if path.lstat().st_mtime >= limit:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            continue
