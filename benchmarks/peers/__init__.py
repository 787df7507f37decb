"""Search systems side by side: ours, its halves, and chains of well-known frameworks.

Each has the interface of `system.System` and runs in a process of its own (`worker.py`), so that
time and memory are its own. The frameworks come with `pip install '.[peers]'`.
"""
