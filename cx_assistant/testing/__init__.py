"""Public fakes and contract suites for anyone's own parts."""
