"""What a format of files does: know its files, and read the conversations out of one."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportFormat:
    """One kind of file.

    Attributes:
        is_in: whether a file is of this kind; told by little of it, for every file is shown to it.
        conversations: what is in a file of this kind, each conversation as `ExportedConversation` has it, not yet
            checked. Raises `NotAnExport` where the file cannot be read.
    """

    is_in: Callable[[bytes], bool]
    conversations: Callable[[bytes], list[object]]
