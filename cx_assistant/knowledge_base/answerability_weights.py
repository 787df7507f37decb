"""Written by tools/fit_answerability.py; do not edit by hand.

In the order of `AnswerabilitySignals`. Fitted on half of the questions of the sets that
docs/decisions/0003-tantivy.md names, with half of the weight on answerable ones.
"""

BIAS = -3.8129
WEIGHTS = (
    0.7972,
    2.6946,
    2.0020,
    0.8928,
    0.9395,
    0.4837,
    1.2052,
)
