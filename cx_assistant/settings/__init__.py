"""`cx.toml` and the environment become settings, and settings become an assistant."""

from cx_assistant.settings.loading import load_settings
from cx_assistant.settings.schema import Settings

__all__ = ["Settings", "load_settings"]
