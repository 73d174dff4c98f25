// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/results/accuracy.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kneepoint::import {

/// One question under one filter; the texts of prompt and answer stay in the file.
struct SampleRecord {
    std::optional<std::int64_t> doc_id;
    std::optional<std::string> filter; ///< since 0.4.7
    std::string doc_hash, prompt_hash, target_hash;
    std::vector<std::pair<std::string, double>> scores; ///< NaN where the file says NaN or infinite
    std::vector<std::pair<std::string, WeightedLogLikelihood>> loglikelihoods;
    std::vector<double> options;
    std::size_t answer = 0;  ///< hash of the filtered answers
    bool has_answer = false; ///< any field that only a sample has
};

/// Reads one JSON object at a time; keep it for many, it owns the parser's memory.
class SampleParser {
public:
    SampleParser();
    ~SampleParser();
    SampleParser(const SampleParser&) = delete;
    SampleParser& operator=(const SampleParser&) = delete;

    /// @param readable bytes that may be read from json's start on; with 64 more than its size nothing is copied
    Result<SampleRecord> parse(std::string_view json, std::size_t readable);

private:
    struct Parser;
    std::unique_ptr<Parser> m_parser;
};

} // namespace kneepoint::import
