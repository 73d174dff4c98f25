# SPDX-License-Identifier: GPL-3.0-or-later
from typing import Generic, TypeVar

T = TypeVar("T", covariant=True)


class DataLoader(Generic[T]):
    """One item after the other, in this process."""

    def __init__(self, dataset, batch_size=1, collate_fn=lambda batch: batch[0], **others):
        if batch_size != 1:
            raise NotImplementedError("the stand-in for torch knows batches of one only")
        self.dataset = dataset
        self.collate_fn = collate_fn
        self.num_workers = 0

    def __iter__(self):
        for item in self.dataset:
            yield self.collate_fn([item])
