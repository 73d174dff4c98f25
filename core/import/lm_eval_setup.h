// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kneepoint::import {

/// `model_args` in order: "k=v,k=v" up to 0.4.9, an object from 0.4.10 on. Commas inside brackets do not part.
using ModelArguments = std::vector<std::pair<std::string, std::string>>;
ModelArguments model_arguments(const nlohmann::ordered_json* stated);
std::string argument(const ModelArguments& arguments, std::string_view key);

/// Model, scheme, GPU and the facts that make two runs comparable or not; also run.tool, run.started.
void read_lm_eval_setup(const nlohmann::ordered_json& file, Run& run);

} // namespace kneepoint::import
