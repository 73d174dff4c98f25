// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kneepoint::runs {

/// What is known on the host only, when the job runs.
enum class AtRunTime : std::uint8_t { nothing, port, url, rate };

/// One argument of a command: a text, or a value of the host between two texts. The texts are data and never expanded.
struct Argument {
    Argument(std::string text) : before(std::move(text)) {}
    Argument(const char* text) : before(text) {}
    Argument(std::string text_before, AtRunTime filled, std::string text_after = {})
        : before(std::move(text_before)), value(filled), after(std::move(text_after))
    {}
    std::string before;
    AtRunTime value = AtRunTime::nothing;
    std::string after;
};

using Arguments = std::vector<Argument>;

void append(Arguments& to, const std::vector<std::string>& more);
/// As people read them: "{port}" where the host fills something in.
std::vector<std::string> shown(const Arguments& arguments);
/// Words for the job's script: quoted, and the script's own variables where the host fills something in.
std::string script_words(const Arguments& arguments);

} // namespace kneepoint::runs
