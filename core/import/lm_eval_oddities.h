// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/problem.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace kneepoint::import {

enum class Oddity : std::uint8_t {
    not_an_object,
    not_scored,
    not_finite,
    no_number,
    negative_stderr,
    wrong_group_stderr,
};

/// Counts what is odd about rows, so that a file with a hundred odd rows gives one problem for each kind.
class LmEvalOddities {
public:
    void add(Oddity kind, const std::string& path);
    void report(Problems& problems) const;

private:
    struct Seen {
        std::size_t count = 0;
        std::string first;
    };
    std::map<Oddity, Seen> m_seen;
};

} // namespace kneepoint::import
