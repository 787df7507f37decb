"""One reader per file format."""

from cx_assistant.knowledge_base.readers.read import READER_VERSION, read

__all__ = ["READER_VERSION", "read"]
