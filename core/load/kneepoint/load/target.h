// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/client.h"

#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::load {

struct Answer {
    int status = 0;
    std::string body;
};
/// One request outside of any level, waited for at most `seconds`. The body is empty for GET.
Result<Answer> fetch(const ClientSetup& setup, const std::string& path, const std::string& body, double seconds);

/// What the server says about itself before any load.
struct TargetFacts {
    std::vector<std::string> models;                 ///< empty when it lists none
    std::optional<std::uint64_t> max_request_tokens; ///< of the model: prompt and answer together
    std::string version;                             ///< of /version, empty when it has none
};

/// The path of what servers have beside "/v1": /version, /tokenize, /metrics.
std::string path_beside_api(const Endpoint& endpoint, std::string_view name);

/// Asks for the models and the version. @param api_key_variable its name, for the message about a refused key
/// @error permission for 401 and 403; not_found when `setup.content.model` is not served, with the list, or when there
/// is nothing at a path of the user's own; io, also for 5xx
Result<TargetFacts> check_target(const ClientSetup& setup, std::string_view api_key_variable);

/// @error invalid when requests of this content can be longer than the model takes
Result<void> check_lengths(const RequestContent& content, const TargetFacts& facts);

/// Fits words to tokens for text prompts by the server's own counts: /tokenize where it has one, else the usage of two
/// short answers. @error unsupported when the server counts neither way
Result<void> calibrate(ClientSetup& setup);

} // namespace kneepoint::load
