// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace kneepoint::compare {

/// How much a difference of one fact spoils a comparison, and why.
struct SetupRule {
    std::string_view key;      ///< the whole key, or its beginning when it ends with "." or "_"
    std::string_view severity; ///< "expected", "warning", "error"; empty: no difference of setups
    std::string_view why;      ///< one sentence
};

/// The rule for a fact's key; facts that no rule names are a warning.
const SetupRule& setup_rule(std::string_view key);

} // namespace kneepoint::compare
