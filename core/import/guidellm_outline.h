// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guidellm_requests.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kneepoint::import {

/// A report without its lists of requests: text small enough for a tree, and the lists as columns.
struct Outline {
    std::string text;               ///< each list that was taken out reads `[list_mark(n)]`
    std::vector<RequestList> lists; ///< by n
    bool cut_short = false;         ///< the report ends inside a list of requests

    /// Offset in the report of an offset in `text`.
    std::size_t original_offset(std::size_t at) const;

    std::vector<std::pair<std::size_t, std::size_t>> pieces; ///< where a piece begins: in `text`, in the report
};

/// The string that stands for list n, quotes included.
std::string list_mark(std::size_t n);
/// The list that a string stands for.
const RequestList* marked_list(const Outline& outline, std::string_view mark);

/// @error cancelled
/// @error too_large when the report without its request lists is beyond 128 MiB
Result<Outline> read_outline(std::string_view json, Progress& progress);

/// A text that ends early, up to a place where it can be made whole.
struct WholePart {
    std::size_t used = 0;       ///< bytes of the text to keep
    std::string closers;        ///< brackets to add behind them
    std::size_t benchmarks = 0; ///< elements of "benchmarks" lists in them
};

/// One part for each element of a "benchmarks" list that is closed, ascending.
std::vector<WholePart> whole_parts(std::string_view json);

} // namespace kneepoint::import
