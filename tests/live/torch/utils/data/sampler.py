# SPDX-License-Identifier: GPL-3.0-or-later
from typing import Generic, TypeVar

T = TypeVar("T", covariant=True)


class Sampler(Generic[T]):
    pass
