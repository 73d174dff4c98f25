# SPDX-License-Identifier: GPL-3.0-or-later
from torch.utils.data.dataloader import DataLoader  # noqa: F401
from torch.utils.data.dataset import Dataset, IterableDataset  # noqa: F401
from torch.utils.data.sampler import Sampler  # noqa: F401


def get_worker_info():
    return None  # there are no workers
