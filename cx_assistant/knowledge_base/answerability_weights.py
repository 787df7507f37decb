"""Written by tools/fit_answerability.py; do not edit by hand.

In the order of `AnswerabilitySignals.values`. Half of the weight is on questions about
the sample shop, half on technical documentation; half of either on answerable ones.
"""

BIAS = -5.4387
WEIGHTS = (
    -1.0231,
    3.0898,
    3.5313,
    -1.0900,
    -0.5205,
    1.3870,
    5.1360,
    1.6452,
    2.0304,
    3.8642,
    -0.2181,
    -3.3705,
    8.7934,
    -2.9957,
    -4.6065,
    -1.0180,
    0.7400,
    2.3717,
    6.2739,
    7.7423,
    4.9401,
    -0.6350,
    -4.6908,
)
