// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::hosts {

/// Finds the marks "\n@TOKEN:WORDS@\n" in a stream of any bytes that arrives in pieces of any size. Keeps no more than
/// a mark's length of it, whatever a host writes: one with longer words is no mark.
class MarkerScanner {
public:
    static constexpr std::size_t longest_words = 100;

    explicit MarkerScanner(std::string_view token);

    void feed(std::string_view bytes);
    /// Hands on the bytes that belong to no mark; returns the words of the next mark when it is complete.
    std::optional<std::string> next(const std::function<void(std::string_view)>& pass);
    /// Bytes that may be the begin of a mark.
    std::size_t held() const { return m_held.size() - m_at; }

private:
    std::string m_prefix;
    std::string m_held;
    std::size_t m_at = 0; ///< where the part that was not handed on begins
};

} // namespace kneepoint::hosts
