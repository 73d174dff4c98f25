// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::hosts {

/// Finds the marks "\n@TOKEN:WORDS@\n" in a stream of any bytes that arrives in pieces of any size.
class MarkerScanner {
public:
    explicit MarkerScanner(std::string_view token);

    void feed(std::string_view bytes) { m_held.append(bytes); }
    /// Hands on the bytes that belong to no mark; returns the words of the next mark when it is complete.
    std::optional<std::string> next(const std::function<void(std::string_view)>& pass);

private:
    std::string m_prefix;
    std::string m_held;
};

} // namespace kneepoint::hosts
