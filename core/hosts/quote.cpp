// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/quote.h"

namespace kneepoint::hosts {

std::string quoted(std::string_view word)
{
    std::string text = "'";
    for (const char c : word) {
        if (c == '\'')
            text += "'\\''";
        else
            text += c;
    }
    return text + '\'';
}

std::string quoted(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words) {
        if (!text.empty()) text += ' ';
        text += quoted(word);
    }
    return text;
}

} // namespace kneepoint::hosts
