"""Small logistic regressions over a text's vector, read from a shipped file."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from cx_assistant.errors import EmbedderMismatchError, ModelFileError
from cx_assistant.intake.ngrams import ngram_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


class LinearModel:
    """One probability per label, from a text, its vector and a row of named features.

    The columns are the vector, then the word pieces, then the features.
    """

    def __init__(
        self,
        *,
        labels: Sequence[str],
        features: Sequence[str],
        weights: Floats,
        biases: Floats,
        embedder_id: str,
    ) -> None:
        self.labels = tuple(labels)
        self.features = tuple(features)
        self.embedder_id = embedder_id
        self._weights = weights
        self._biases = biases

    @classmethod
    def load(cls, file: Path) -> LinearModel:
        """The model in this file; raises `ModelFileError` if it cannot be read."""
        import numpy as np

        try:
            with np.load(file, allow_pickle=False) as stored:
                return cls(
                    labels=[str(label) for label in stored["labels"]],
                    features=[str(name) for name in stored["features"]],
                    weights=stored["weights"].astype(np.float32),
                    biases=stored["biases"].astype(np.float32),
                    embedder_id=str(stored["embedder_id"]),
                )
        except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
            message = f"{file.name} is missing or damaged; reinstall cx-assistant"
            raise ModelFileError(message) from error

    def save(self, file: Path) -> None:
        """Write the model; half precision is plenty for weights of this size."""
        import numpy as np

        np.savez_compressed(
            file,
            labels=np.array(self.labels),
            features=np.array(self.features),
            weights=self._weights.astype(np.float16),
            biases=self._biases.astype(np.float32),
            embedder_id=np.array(self.embedder_id),
        )

    def check_embedder(self, embedder_id: str) -> None:
        """Raises `EmbedderMismatchError` unless the weights were trained on this embedder."""
        if embedder_id != self.embedder_id:
            message = (
                f"the shipped classifiers need vectors of {self.embedder_id}, not {embedder_id}; "
                "give them the local embedder"
            )
            raise EmbedderMismatchError(message)

    def probabilities(
        self, texts: Sequence[str], vectors: Floats, features: Sequence[Sequence[float]]
    ) -> Floats:
        """Shape (texts, labels), each in 0 to 1, each label judged by itself."""
        import numpy as np

        columns = columns_of(texts, vectors, features)
        logits = columns @ self._weights + self._biases
        result: Floats = (1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30)))).astype(np.float32)
        return result


def columns_of(
    texts: Sequence[str], vectors: Floats, features: Sequence[Sequence[float]]
) -> Floats:
    """What the weights are multiplied with, one row per text."""
    import numpy as np

    hints = np.array(features, dtype=np.float32).reshape(len(texts), -1)
    return np.hstack([vectors, ngram_vectors(texts), hints]).astype(np.float32)
