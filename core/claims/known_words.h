// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace kneepoint::claims {

/// The words of a document's tables.
class KnownWords {
public:
    void add(const std::string& word);
    bool contains(std::string_view word) const { return m_words.contains(word); }
    /// Whether a word is another spelling of one of them, as same_word has it.
    bool has_spelling_of(std::string_view word) const;
    auto begin() const { return m_words.begin(); }
    auto end() const { return m_words.end(); }

private:
    std::set<std::string, std::less<>> m_words;
    std::set<std::string, std::less<>> m_stems;   ///< of words without digits
    std::set<std::string, std::less<>> m_telling; ///< those of words that are not common
};

} // namespace kneepoint::claims
