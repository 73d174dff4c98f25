// SPDX-License-Identifier: GPL-3.0-or-later
#include "binding.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>

namespace kneepoint::claims {

namespace {

/// Where a run of words stands in a text, words compared loosely ("batch sizes").
std::size_t find_loosely(const std::vector<Word>& words, const std::vector<std::string>& part, std::size_t from)
{
    for (std::size_t at = from; at + part.size() <= words.size(); ++at) {
        bool equal = !part.empty();
        for (std::size_t i = 0; i < part.size() && equal; ++i) equal = same_word(words[at + i].text, part[i]);
        if (equal) return at;
    }
    return npos;
}

/// What kind of setting a word names; two words of one kind mean the same column.
enum class Setting : std::uint8_t { none, batch, load };

Setting setting_of(std::string_view word)
{
    static constexpr auto batch = std::to_array<std::string_view>({"batch", "bs", "bsz", "batches"});
    static constexpr auto load =
        std::to_array<std::string_view>({"stream", "streams", "user", "users", "client", "clients", "concurrency",
                                         "concurrent", "sessions", "session"});
    if (std::ranges::find(batch, word) != batch.end()) return Setting::batch;
    return std::ranges::find(load, word) != load.end() ? Setting::load : Setting::none;
}

Setting setting_of(const std::vector<std::string>& words)
{
    for (const auto& word : words)
        if (const auto setting = setting_of(word); setting != Setting::none) return setting;
    return Setting::none;
}

/// "of 1", ">= 8", "= 32", "8" after the name of a setting.
std::optional<Filter> filter_after(const Sentence& sentence, const std::vector<std::string>& parameter,
                                   std::size_t begin, std::size_t end)
{
    const auto rest = std::string_view(sentence.lower).substr(end);
    std::size_t at = 0;
    Filter filter{parameter, '=', 0, begin, end};
    const auto skip = [&](std::string_view text) {
        while (at < rest.size() && rest[at] == ' ') ++at;
        if (!rest.substr(at).starts_with(text)) return false;
        at += text.size();
        return true;
    };
    skip("s ");
    skip("size ");
    skip("sizes ");
    if (skip(">=") || skip("of at least") || skip("at least") || skip("from") || skip(">"))
        filter.relation = '>';
    else if (skip("<=") || skip("up to") || skip("of up to") || skip("<"))
        filter.relation = '<';
    else if (skip("of") || skip("=") || skip(":"))
        filter.relation = '=';
    while (at < rest.size() && rest[at] == ' ') ++at;
    for (const auto& quantity : sentence.quantities)
        if (quantity.begin() == end + at && quantity.low.unit.empty() && !quantity.range) {
            filter.value = quantity.low.value;
            filter.end = quantity.end();
            return filter;
        }
    return std::nullopt;
}

/// "8 streams", "64 concurrent users", "a single stream".
std::optional<Filter> filter_before(const Sentence& sentence, const std::vector<std::string>& parameter,
                                    const Word& word)
{
    const auto lower = std::string_view(sentence.lower);
    for (const auto& quantity : sentence.quantities) {
        if (!quantity.low.unit.empty() || quantity.end() > word.begin || word.begin - quantity.end() > 14) continue;
        const auto between = trimmed(lower.substr(quantity.end(), word.begin - quantity.end()));
        const bool more = between == "or more" || between == "or more concurrent" || between == "and more";
        if (!more && between.find_first_of(" ,;.()%") != std::string_view::npos) continue;
        Filter filter{parameter, '=', quantity.low.value, quantity.begin(), quantity.end()};
        const auto before = trimmed(lower.substr(0, quantity.begin()));
        if (more) filter.relation = '>';
        if (before.ends_with("at least") || before.ends_with("from")) filter.relation = '>';
        if (before.ends_with("up to") || before.ends_with("at most")) filter.relation = '<';
        return quantity.range ? std::nullopt : std::optional(filter);
    }
    for (const std::string_view one : {"single ", "single-", "one "})
        if (lower.substr(0, word.begin).ends_with(one))
            return Filter{parameter, '=', 1, word.begin - one.size(), word.end};
    return std::nullopt;
}

/// Every value of a setting that the sentence names.
std::vector<Filter> filters_of(const Sentence& sentence, const std::vector<std::string>& parameter)
{
    std::vector<Filter> found;
    const auto add = [&](std::optional<Filter> filter) {
        if (filter && std::ranges::none_of(found, [&](const Filter& other) { return other.end == filter->end; }))
            found.push_back(std::move(*filter));
    };
    for (auto at = find_loosely(sentence.words, parameter, 0); at != npos;
         at = find_loosely(sentence.words, parameter, at + 1))
        add(filter_after(sentence, parameter, sentence.words[at].begin, sentence.words[at + parameter.size() - 1].end));
    const auto setting = setting_of(parameter);
    for (const auto& word : sentence.words) {
        if (setting == Setting::none || setting_of(word.text) != setting) continue;
        auto after = filter_after(sentence, parameter, word.begin, word.end);
        add(after ? std::move(after) : filter_before(sentence, parameter, word));
    }
    return found;
}

} // namespace

void Binder::add_value_filters(Scope& scope, const Sentence& sentence) const
{
    for (const auto& table : m_tables)
        for (const auto& column : table.columns) {
            const auto said = [&](const Filter& filter) { return filter.parameter == column.words; };
            if (!column.parameter || !column.numeric || std::ranges::any_of(scope.filters, said)) continue;
            for (auto& filter : filters_of(sentence, column.words)) scope.filters.push_back(std::move(filter));
        }
}

std::vector<std::string> Binder::setting_named(const Sentence& sentence, std::size_t begin, std::size_t end,
                                               double value) const
{
    std::vector<Word> words;
    for (const auto& word : sentence.words)
        if (word.begin >= begin && word.begin < end) words.push_back(word);
    std::vector<std::string> found;
    for (const auto& table : m_tables)
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const auto& column = table.columns[c];
            if (!column.parameter || !column.numeric || column.words == found) continue;
            const auto kind = setting_of(column.words);
            const bool named = find_loosely(words, column.words, 0) != npos ||
                               (kind != Setting::none && std::ranges::any_of(words, [&](const Word& word) {
                                    return setting_of(word.text) == kind;
                                }));
            bool has = false;
            for (std::size_t r = 0; named && !has && r < table.rows.size(); ++r) has = table.value(r, c) == value;
            if (!has) continue;
            if (!found.empty()) return {}; // of two settings
            found = column.words;
        }
    return found;
}

void Binder::index_texts()
{
    for (const auto& table : m_tables)
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const auto& column = table.columns[c];
            if (!column.parameter || column.numeric) continue;
            std::set<std::string_view> seen;
            for (const auto& row : table.rows) {
                const auto& cell = row.cells[c].text;
                if (!seen.insert(cell).second) continue;
                auto words = words_of(cell);
                if (std::ranges::all_of(words, [](const std::string& word) { return is_common_word(word); })) continue;
                auto& texts = m_texts[words.front()];
                texts.push_back({column.words, std::move(words), cell});
            }
        }
}

void Binder::add_text_filters(Scope& scope, const Sentence& sentence) const
{
    if (m_texts.empty()) return;
    std::vector<std::string> words;
    for (const auto& word : sentence.words) words.push_back(word.text);
    for (std::size_t at = 0; at < words.size(); ++at) {
        const auto found = m_texts.find(words[at]);
        if (found == m_texts.end()) continue;
        for (const auto& text : found->second)
            if (find_run(words, text.words, at) == at)
                scope.filters.push_back({text.parameter, 't', 0, sentence.words[at].begin,
                                         sentence.words[at + text.words.size() - 1].end, text.cell});
    }
}

} // namespace kneepoint::claims
