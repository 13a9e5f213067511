"""The allocator that Arrow takes its memory from, in a process of ours; 内存.

Belongs here: choosing it once, when a process starts. Does not belong here: how much is taken.
"""

import pyarrow as pa

RETURNING = "jemalloc"


def use_returning_pool() -> None:
    """Take the allocator that gives memory back to the system, where this Arrow has it.

    A million records read from 1,560 files stay in 1.5 GB with it, and in 1.9 GB with Arrow's own
    choice, which also takes a third more time.
    """
    if RETURNING in pa.supported_memory_backends():
        pa.set_memory_pool(pa.jemalloc_memory_pool())
