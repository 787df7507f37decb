"""`cx.toml` and the environment become settings, and settings become an assistant."""

from cx_assistant.settings.schema import Settings

__all__ = ["Settings"]
