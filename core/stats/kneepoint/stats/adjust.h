// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace kneepoint::stats {

/// p of each member of a family of tests, absent where nothing could be tested. State the family: one primary metric
/// per leaf task, for every candidate shown together; never two metrics of one task, nor a group beside its members.
using Family = std::vector<std::optional<double>>;

/// Holm's adjusted p (1979): the chance of even one false finding in the whole family stays below the level they are
/// compared with. max over j <= k of min(1, (m - j + 1) p_(j)). Absent members, and those that are not within 0 to 1,
/// stay absent and do not count.
Family holm(std::span<const std::optional<double>> family);

/// Benjamini and Hochberg's adjusted p (1995): the expected share of false ones among the findings stays below the
/// level. min over j >= k of min(1, m p_(j) / j).
Family benjamini_hochberg(std::span<const std::optional<double>> family);

} // namespace kneepoint::stats
