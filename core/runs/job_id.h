// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace kneepoint::runs {

/// A ULID (github.com/ulid/spec): 26 digits of Crockford's base 32, the first 10 for the milliseconds since 1970, the
/// others random. Ids sort by time, are names of folders on every system, and are not made twice by two computers.
std::string new_job_id(std::chrono::system_clock::time_point now);

/// Upper-case digits only, so that an id is one name on every system and no path.
bool is_job_id(std::string_view text);

/// @pre is_job_id(id)
std::chrono::system_clock::time_point made_at(std::string_view id);

} // namespace kneepoint::runs
