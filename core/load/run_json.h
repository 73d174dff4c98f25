// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/run_folder.h"

#include <nlohmann/json_fwd.hpp>

namespace kneepoint::load {

nlohmann::ordered_json manifest_json(const RunManifest& manifest);
nlohmann::ordered_json level_json(const LevelResult& result);
/// The way back, for what a resumed run goes on from. Throws nlohmann's exceptions where the level is damaged.
FinishedLevel finished_level(const nlohmann::ordered_json& level);
nlohmann::ordered_json distribution_json(const Distribution& distribution);
/// "2025-12-08T10:11:12.123Z"
/// A UUID that follows from the bytes.
std::string uuid_of(const std::string& bytes);
std::string iso_time(double unix_s);

/// One line of requests.jsonl, with its end.
std::string request_line(const RequestRecord& record, int level);

} // namespace kneepoint::load
