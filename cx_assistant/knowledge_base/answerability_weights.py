"""Written by tools/fit_answerability.py; do not edit by hand.

In the order of `AnswerabilitySignals`. Half of the weight is on questions about
the sample shop, half on technical documentation; half of either on answerable ones.
"""

BIAS = -4.5271
WEIGHTS = (
    1.2604,
    1.9000,
    1.0187,
    0.8095,
    1.5687,
    2.5221,
)
