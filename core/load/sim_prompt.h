// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim_refusal.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace kneepoint::load {

/// A prompt counted in tokens.
struct SimPrompt {
    std::vector<std::uint32_t> tokens;
    std::vector<std::string> pieces; ///< the text of each token: only of prompts that are sent back
};

enum class SimPieces : std::uint8_t { none, kept };

/// The prompts of a completion: one text, several, one list of token ids, or several.
SimResult<std::vector<SimPrompt>> read_prompts(const nlohmann::json& body, SimPieces pieces);
/// A chat's messages in a template's shape: marks around each message, and the head of the answer.
SimResult<SimPrompt> read_messages(const nlohmann::json& body);

} // namespace kneepoint::load
