// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::load {

enum class Api : std::uint8_t { completions, chat };

/// One conversation of a file. Its parts are JSON already, as they go into requests.
struct DatasetEntry {
    std::vector<std::string> turns; ///< what the user says: text without its quotes, or ids without their brackets
    std::string before;             ///< chat messages before the first turn, joined by commas
    bool token_ids = false;
    std::optional<std::uint32_t> output_tokens; ///< where the file says how long the answer is to be
};

/// Prompts of a file.
struct Dataset {
    std::string file;
    std::string sha256;
    std::vector<DatasetEntry> entries; ///< never empty
    std::uint64_t skipped = 0;         ///< conversations in which the user says nothing
    bool shuffled = true;              ///< by the request's seed; else in the order of the file

    /// The n-th one; after the last one all come again, in another order where they are shuffled.
    const DatasetEntry& entry(std::uint64_t seed, std::uint64_t n) const;
};

/// Reads JSON Lines or one JSON list, whose objects hold a "prompt" (text or token ids), chat "messages", or ShareGPT's
/// "conversations"; "output_tokens" or "max_tokens" beside them is the length of the answer.
/// @error not_found, permission; invalid with file and line for an object that is none of these or that `api` cannot
/// say
Result<Dataset> read_dataset(const std::filesystem::path& path, Api api);
/// The same from the file's bytes. @param place in messages
Result<Dataset> parse_dataset(std::string_view bytes, const std::string& place, Api api);

} // namespace kneepoint::load
