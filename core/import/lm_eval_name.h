// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace kneepoint::import {

/// What lm_eval puts into the names of its files.
struct LmEvalName {
    std::string
        time_stamp;   ///< "2026-11-21T06-13-39.445809", shared by the results and samples of one run; may be empty
    std::string task; ///< of a samples file; may be empty
};

/// @param file as in Source: folders and archive names before the file's own name are ignored
LmEvalName lm_eval_name(std::string_view file);

} // namespace kneepoint::import
