// SPDX-License-Identifier: GPL-3.0-or-later
#include "secret_words.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>

namespace kneepoint::runs {

namespace {

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// `prefix` where a word begins, followed by at least `least` characters of a key.
bool holds_key(std::string_view text, std::string_view prefix, std::size_t least, std::string_view also)
{
    const auto in_key = [&](char c) { return is_letter(c) || is_digit(c) || also.contains(c); };
    for (auto at = text.find(prefix); at != std::string_view::npos; at = text.find(prefix, at + 1)) {
        if (at > 0 && (is_letter(text[at - 1]) || is_digit(text[at - 1]))) continue;
        const auto key = text.substr(at + prefix.size());
        const auto* end = std::ranges::find_if_not(key, in_key);
        if (static_cast<std::size_t>(end - key.begin()) >= least) return true;
    }
    return false;
}

bool holds_password_in_url(std::string_view text)
{
    const auto scheme = text.find("://");
    if (scheme == std::string_view::npos) return false;
    const auto authority = text.substr(scheme + 3, text.find_first_of("/?#", scheme + 3) - scheme - 3);
    const auto at = authority.find('@');
    return at != std::string_view::npos && authority.substr(0, at).contains(':');
}

} // namespace

bool names_secret(std::string_view variable)
{
    const auto name = lower_case(variable);
    constexpr std::array<std::string_view, 7> ends{"token",    "api_key", "apikey",    "secret",
                                                   "password", "passwd",  "secret_key"};
    return std::ranges::any_of(ends, [&](std::string_view end) { return name.ends_with(end); }) ||
           name.contains("access_key");
}

bool holds_secret(std::string_view text)
{
    return holds_key(text, "hf_", 16, "") || holds_key(text, "sk-", 16, "-_") ||
           holds_key(text, "Bearer ", 8, "-_.~+/=") || holds_password_in_url(text);
}

bool is_variable_name(std::string_view name)
{
    const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
    return !name.empty() && !is_digit(name.front()) && std::ranges::all_of(name, fits);
}

} // namespace kneepoint::runs
