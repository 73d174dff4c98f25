// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace kneepoint::import {

using KeyPaths = std::set<std::string, std::less<>>;

/// The object keys in the first `bytes` of a JSON text as paths of at most `depth` keys: "benchmarks[].run_stats".
/// A light look for telling formats apart: cut off, lax and broken texts give the keys up to there.
KeyPaths json_key_paths(std::string_view text, int depth = 3, std::size_t bytes = std::size_t{256} << 10);

} // namespace kneepoint::import
