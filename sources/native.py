"""What the native reader of workbooks raises, as refusals of the file; 读表程序的错误.

Belongs here: telling its faults apart, in one place for all who use it. Does not belong here:
reading.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sources.refusal import unreadable


@contextmanager
def native_faults() -> Iterator[None]:
    """Turn what python-calamine raises on a broken file into UnreadableFileError."""
    import python_calamine

    try:
        yield
    except python_calamine.PasswordError as error:
        raise unreadable("文件设有密码") from error
    except python_calamine.CalamineError as error:
        raise unreadable("文件不是能识别的表格") from error
    except (OSError, OverflowError, ValueError) as error:
        raise unreadable("文件内部结构已损坏") from error
    except BaseException as error:
        # The native reader's panic derives from BaseException (pyo3); all else goes on up.
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable("文件内部结构已损坏") from error
