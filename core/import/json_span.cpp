// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_span.h"

namespace kneepoint::import {

std::size_t text_end(std::string_view json, std::size_t quote)
{
    std::size_t at = quote + 1;
    while ((at = json.find_first_of("\"\\", at)) != std::string_view::npos && json[at] == '\\') at += 2;
    return at == std::string_view::npos ? at : at + 1;
}

std::size_t span_end(std::string_view json, std::size_t at, std::size_t open)
{
    while ((at = json.find_first_of("{}[]\"", at)) != std::string_view::npos) {
        const char c = json[at];
        if (c == '"') {
            at = text_end(json, at);
            if (at == std::string_view::npos) return at;
            continue;
        }
        ++at;
        if (c == '{' || c == '[')
            ++open;
        else if (open == 0 || --open == 0)
            return at;
    }
    return std::string_view::npos;
}

} // namespace kneepoint::import
