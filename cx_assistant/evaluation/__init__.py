"""How good answers and searches are, measured on sets of questions with known right answers."""
