"""Fits the small logistic regressions that ship with the package."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from cx_assistant.intake.ngrams import NGRAM_COLUMNS

Floats = NDArray[np.floating]
STEPS = 500
BIAS_SCALE = 3.0  # barely penalised


def fit(columns: Floats, targets: Floats, *, strengths: Floats, weights: Floats) -> Floats:
    """Weights with the bias last, one column per label: L2-penalised logistic regressions.

    `strengths` says how freely each column may be used: the inverse of its penalty. All labels
    are fitted together by accelerated gradient descent, which 2,400 columns make the cheapest way.
    """
    scales = np.append(np.sqrt(strengths), BIAS_SCALE).astype(np.float32)
    ones = np.ones((len(columns), 1), dtype=np.float32)
    rows = np.hstack([columns, ones]).astype(np.float32) * scales
    steepness = 0.25 * float(weights.max()) * largest_square(rows) + 1.0
    momentum = (math.sqrt(steepness) - 1) / (math.sqrt(steepness) + 1)
    solution = np.zeros((rows.shape[1], targets.shape[1]), dtype=np.float32)
    ahead = solution
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ ahead, -30, 30)))
        slope = rows.T @ (weights * (chance - targets)).astype(np.float32) + ahead
        following = ahead - slope / steepness
        ahead = following + momentum * (following - solution)
        solution = following
    return (solution * scales[:, None]).astype(np.float64)


def largest_square(rows: Floats) -> float:
    """The largest eigenvalue of rows' rows, by power iteration."""
    direction = np.ones(rows.shape[1], dtype=np.float32)
    for _ in range(20):
        direction = rows.T @ (rows @ direction)
        direction /= np.linalg.norm(direction)
    return float(np.linalg.norm(rows @ direction) ** 2) * 1.05


def strengths_of(hints: int, *, columns: int, of_vectors: float, of_pieces: float) -> Floats:
    """Strengths for columns that are a vector, then word pieces, then yes-or-no hints of 1."""
    dimensions = columns - NGRAM_COLUMNS - hints
    return np.concatenate(
        [
            np.full(dimensions, of_vectors),
            np.full(NGRAM_COLUMNS, of_pieces),
            np.ones(hints),
        ]
    )


def balanced(targets: Floats, *, positive_share: float) -> Floats:
    """Sample weights under which positives make up this share of all weight."""
    positives = max(float(targets.sum()), 1.0)
    negatives = max(float(len(targets) - targets.sum()), 1.0)
    total = float(len(targets))
    return np.where(
        targets > 0,
        positive_share * total / positives,
        (1 - positive_share) * total / negatives,
    )
