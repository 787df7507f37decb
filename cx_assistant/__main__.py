"""`python -m cx_assistant` is `cx-assistant`."""

from cx_assistant.cli import main

main()
