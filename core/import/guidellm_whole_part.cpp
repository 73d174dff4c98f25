// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_outline.h"
#include "json_span.h"

#include "kneepoint/import/json_text.h"

namespace kneepoint::import {

namespace {

struct Open {
    char closer;
    bool benchmarks; ///< the list of a key "benchmarks"
};

} // namespace

std::vector<WholePart> whole_parts(std::string_view json)
{
    std::vector<WholePart> parts;
    std::vector<Open> open;
    std::string_view last_text;
    for (std::size_t at = 0; (at = json.find_first_of("{}[]\"", at)) != std::string_view::npos; ++at) {
        const char c = json[at];
        if (c == '"') {
            const std::size_t end = text_end(json, at);
            if (end == std::string_view::npos) break;
            last_text = json.substr(at + 1, end - at - 2);
            at = end - 1;
        } else if (c == '{' || c == '[') {
            if (open.size() == json_depth_limit) break;
            open.push_back({c == '{' ? '}' : ']', c == '[' && last_text == "benchmarks"});
            last_text = {};
        } else {
            if (open.empty() || open.back().closer != c) break;
            open.pop_back();
            if (open.empty()) break;
            if (c != '}' || !open.back().benchmarks) continue;
            std::string closers;
            for (const Open& level : open) closers.insert(closers.begin(), level.closer);
            parts.push_back({at + 1, std::move(closers), parts.size() + 1});
        }
    }
    return parts;
}

} // namespace kneepoint::import
