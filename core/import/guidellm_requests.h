// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/progress.h"
#include "kneepoint/base/result.h"
#include "kneepoint/results/level.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::import {

/// One list of requests of a GuideLLM report, numbers only. Texts of prompts and answers are never looked at.
struct RequestList {
    RequestColumns columns;
    std::vector<double> gaps_ms; ///< GuideLLM 0.1: gaps between tokens, without the first of each request
    std::string first_error;     ///< what the tool noted for the first request that failed
    std::uint64_t damaged = 0;   ///< rows that are no valid JSON object and were left out
    std::uint64_t negative = 0;  ///< times below zero, left out
    std::uint64_t not_finite = 0;
    std::uint64_t wrong_type = 0;
    std::size_t end = 0; ///< offset behind the list's "]"
    bool closed = true;  ///< false when the text ends before the list does
};

/// Reads the list of objects whose "[" stands at `open`. It is read in windows of some 100 KiB, each cut where a row
/// begins, so that memory stays far below the text's size and the parser's tables stay in the cache. A row begins where
/// the first row's opening bytes occur again: a brace and an unescaped quote cannot stand together inside a JSON text.
/// @error cancelled
Result<RequestList> read_request_list(std::string_view text, std::size_t open, Outcome outcome, Progress& progress);

} // namespace kneepoint::import
