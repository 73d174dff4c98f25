// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace kneepoint::import {

/// Which generation wrote a results file; told by the keys it has, because checkouts between releases mix features.
struct LmEvalShape {
    std::string format; ///< "lm_eval/0.4.3", the first version of the generation; "lm_eval/trimmed", "lighteval"
    bool lighteval = false;
    bool wrong_group_stderr = false; ///< 0.4.0 and 0.4.1 pooled the standard errors of groups by a wrong formula
};

/// @error unsupported when it is JSON of something else; the sentence says of what
Result<LmEvalShape> lm_eval_shape(const nlohmann::ordered_json& file);

} // namespace kneepoint::import
