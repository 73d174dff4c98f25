// SPDX-License-Identifier: GPL-3.0-or-later
#include "known_words.h"

#include "vocabulary.h"

namespace kneepoint::claims {

void KnownWords::add(const std::string& word)
{
    if (!m_words.insert(word).second || has_digit(word)) return;
    const auto stem = std::string(stem_of(word));
    m_stems.insert(stem);
    if (!is_common_word(word)) m_telling.insert(stem);
}

bool KnownWords::has_spelling_of(std::string_view word) const
{
    if (contains(word)) return true;
    if (has_digit(word)) return false;
    const auto stem = stem_of(word);
    if (m_stems.contains(stem)) return true;
    constexpr std::size_t shortest = 3; ///< of a stem that another one begins with
    if (is_common_word(word) || stem.size() < shortest) return false;
    if (const auto longer = m_telling.lower_bound(stem); longer != m_telling.end() && longer->starts_with(stem))
        return true;
    for (auto length = shortest; length < stem.size(); ++length)
        if (m_telling.contains(stem.substr(0, length))) return true;
    return false;
}

} // namespace kneepoint::claims
