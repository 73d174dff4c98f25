// SPDX-License-Identifier: GPL-3.0-or-later
#include "binding.h"

#include "derive.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace kneepoint::claims {

namespace {

/// Capitals inside, as in GSM8K, HellaSwag, PIQA.
std::vector<std::string> names_in(std::string_view title)
{
    std::vector<std::string> found;
    for (const auto& word : words_at(title)) {
        const auto text = title.substr(word.begin, word.end - word.begin);
        const auto capitals = std::ranges::count_if(text, [](char c) { return c >= 'A' && c <= 'Z'; });
        if (tells_apart(word.text) || (capitals > 1 && word.text.size() > 2)) found.push_back(word.text);
    }
    return found;
}

bool is_title_side(std::string_view word)
{
    static constexpr auto sides = std::to_array<std::string_view>(
        {"base", "baseline", "compressed", "quantized", "quantised", "original", "candidate", "target"});
    return std::ranges::find(sides, word) != sides.end();
}

std::vector<std::size_t> intersection(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b)
{
    std::vector<std::size_t> both;
    std::ranges::set_intersection(a, b, std::back_inserter(both));
    return both;
}

} // namespace

void Binder::index_titles()
{
    for (std::size_t t = 0; t < m_tables.size(); ++t) {
        const auto& table = m_tables[t];
        if (std::ranges::none_of(table.columns, &Column::numeric)) continue; // says no figures
        for (std::size_t i = table.shared_titles; i < table.context.size(); ++i) {
            const auto& words = table.context_words[i];
            m_own_titles.insert(plain_text(table.context[i]));
            if (words.size() > 1) m_titles[words.front()].emplace_back(words, t);
            auto telling = names_in(plain_text(table.context[i]));
            for (const auto& word : words)
                if (is_title_side(word)) telling.push_back(word);
            for (const auto& word : telling)
                if (auto& named = m_title_words[word]; named.empty() || named.back() != t) named.push_back(t);
        }
    }
    // What stands over every table tells none apart.
    std::erase_if(m_title_words, [&](const auto& entry) { return entry.second.size() == m_tables.size(); });
}

std::vector<std::size_t> Binder::named_tables(std::string_view plain) const
{
    const auto words = words_of(plain);
    std::vector<std::size_t> whole, partly;
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (const auto titles = m_titles.find(words[at]); titles != m_titles.end())
            for (const auto& [title, table] : titles->second)
                if (find_run(words, title, at) == at) whole.push_back(table);
        if (const auto named = m_title_words.find(words[at]); named != m_title_words.end())
            partly.insert(partly.end(), named->second.begin(), named->second.end());
    }
    auto found = whole.empty() ? std::move(partly) : std::move(whole);
    std::ranges::sort(found);
    found.erase(std::ranges::unique(found).begin(), found.end());
    return found.size() == m_tables.size() ? std::vector<std::size_t>{} : found;
}

Scope Binder::scope_of(const Sentence& sentence) const
{
    Scope scope;
    for (std::size_t t = 0; t < m_tables.size(); ++t) scope.tables.push_back(t);
    const auto narrow = [&](std::string_view text) {
        const auto named = named_tables(text);
        if (auto both = intersection(scope.tables, named); !both.empty()) {
            scope.tables = std::move(both);
            scope.told = true;
        }
    };
    narrow(sentence.plain);
    // A heading that tables stand under says where the sentence is, not of what it speaks.
    for (const auto& text : sentence.around)
        if (!m_own_titles.contains(text)) narrow(text);

    std::vector<std::string> wanted;
    for (const auto& text : {sentence.plain, sentence.around.empty() ? std::string{} : sentence.around.front()})
        for (const auto& word : words_of(text))
            if (is_architecture(word) && std::ranges::find(wanted, word) == wanted.end()) wanted.push_back(word);
    const bool known = std::ranges::any_of(m_tables, [](const Table& table) { return !table.architecture.empty(); });
    if (!wanted.empty() && known) {
        std::vector<std::size_t> of_these;
        for (const auto t : scope.tables)
            if (std::ranges::find(wanted, m_tables[t].architecture) != wanted.end()) of_these.push_back(t);
        for (auto word : wanted)
            if (std::ranges::find(m_tables, word, &Table::architecture) == m_tables.end()) {
                word[0] = static_cast<char>(word[0] - 'a' + 'A');
                scope.notes.push_back(fmt::format("No table is of the {} generation of GPUs.", word));
            }
        if (!of_these.empty()) {
            scope.tables = std::move(of_these);
            scope.told = true;
        }
    }
    for (const auto& text : {sentence.plain, sentence.around.empty() ? std::string{} : sentence.around.front()})
        for (const auto& name : unknown_names(text)) scope.notes.push_back(fmt::format("No row is named {}.", name));
    add_value_filters(scope, sentence);
    add_text_filters(scope, sentence);
    return scope;
}

std::vector<std::string> Binder::unknown_names(std::string_view plain) const
{
    std::vector<std::string> names;
    const auto words = words_at(plain);
    const auto known = [&](const Word& word) { return m_name_words.contains(word.text) && tells_apart(word.text); };
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (plain.substr(words[i].end, words[i + 1].begin - words[i].end) != "/") continue;
        for (const auto& [one, other] : {std::pair{words[i], words[i + 1]}, std::pair{words[i + 1], words[i]}})
            if (known(one) && tells_apart(other.text) && !m_name_words.contains(other.text))
                names.emplace_back(plain.substr(other.begin, other.end - other.begin));
    }
    return names;
}

} // namespace kneepoint::claims
