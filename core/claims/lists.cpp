// SPDX-License-Identifier: GPL-3.0-or-later
#include "lists.h"

#include "text_claims.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

namespace kneepoint::claims {

namespace {

/// What a member of a list names.
enum class Member : std::uint8_t { figure, side, metric, place };

struct MemberPlace {
    std::size_t begin = 0, end = 0;
    Member kind = Member::figure;
};
using MemberList = std::vector<MemberPlace>;

std::string_view between(const Sentence& sentence, const MemberPlace& a, const MemberPlace& b)
{
    const auto end = std::max(a.end, b.begin);
    return std::string_view(sentence.lower).substr(a.end, end - a.end);
}

/// Members that stand beside each other in a list, which ends behind its "and"; spans are in their order.
std::vector<MemberList> member_lists_of(const Sentence& sentence, const std::vector<MemberPlace>& spans)
{
    std::vector<MemberList> runs;
    bool ended = false;
    for (const auto& span : spans) {
        const auto joint = runs.empty() ? std::string_view{} : between(sentence, runs.back().back(), span);
        if (!runs.empty() && !ended && joins_list(joint))
            runs.back().push_back(span);
        else
            runs.push_back({span});
        ended = runs.back().size() > 1 && (joint.contains("and") || joint.contains("or"));
    }
    // "With FP8, TTFT and ITL": what is of another kind than the last is no member.
    for (auto& run : runs)
        while (run.size() > 1 && run.front().kind != run.back().kind) run.erase(run.begin());
    std::erase_if(runs, [](const MemberList& run) { return run.size() < 2; });
    return runs;
}

/// "At batch sizes 1, 8 and 64" lists settings, no figures.
bool lists_settings(const Binder& binder, const Sentence& sentence, const MemberList& run)
{
    return std::ranges::all_of(run, [&](const MemberPlace& span) {
        const auto quantity = std::ranges::find(sentence.quantities, span.begin, &Quantity::begin);
        const bool bare = quantity != sentence.quantities.end() && quantity->low.unit.empty() && !quantity->range &&
                          quantity->low.decimals == 0;
        return bare && !binder
                            .setting_named(sentence, run.front().begin - std::min<std::size_t>(run.front().begin, 24),
                                           run.back().end + 24, quantity->low.value)
                            .empty();
    });
}

bool heads_column(const Binder& binder, std::string_view word)
{
    if (is_common_word(word) || is_derived_word(word) || is_base_word(word)) return false;
    return std::ranges::any_of(binder.tables(), [&](const Table& table) {
        return std::ranges::any_of(table.columns, [&](const Column& column) {
            return column.numeric && !column.parameter && std::ranges::find(column.words, word) != column.words.end();
        });
    });
}

/// Names of rows, columns, tables and texts in their order, those that touch as one.
std::vector<MemberPlace> names_in(const Binder& binder, const Sentence& sentence)
{
    std::vector<MemberPlace> spans;
    for (const auto& subject : binder.subjects_in(sentence.plain))
        spans.push_back({subject.begin, subject.end, Member::side});
    for (const auto& filter : binder.scope_of(sentence).filters)
        if (filter.relation == 't') spans.push_back({filter.begin, filter.end, Member::place});
    for (const auto& word : sentence.words)
        if (heads_column(binder, word.text))
            spans.push_back({word.begin, word.end, Member::metric});
        else if (!binder.named_tables(word.text).empty())
            spans.push_back({word.begin, word.end, Member::place});
    std::ranges::sort(spans, {}, [](const MemberPlace& span) { return std::pair(span.begin, span.end); });
    std::vector<MemberPlace> found;
    for (const auto& span : spans) {
        const bool touches =
            !found.empty() && (span.begin < found.back().end || between(sentence, found.back(), span) == " ");
        if (touches)
            found.back().end = std::max(found.back().end, span.end);
        else
            found.push_back(span);
    }
    return found;
}

/// "1500 and 1800 tok/s": each has the unit of the last.
void share_units(Sentence& sentence, const MemberList& run)
{
    const auto at = [&](const MemberPlace& span) {
        return std::ranges::find(sentence.quantities, span.begin, &Quantity::begin);
    };
    const auto last = at(run.back());
    for (const auto& span : run)
        if (const auto own = at(span); own->low.unit.empty()) own->low.unit = own->high.unit = last->low.unit;
}

/// The sentence with one member of each list.
Sentence with_member(Sentence sentence, const std::vector<MemberList>& runs, std::size_t place)
{
    for (const auto& run : runs)
        for (std::size_t i = 0; i < run.size(); ++i) {
            if (i == place) continue;
            sentence = i < place ? without(std::move(sentence), run[i].begin, run[i + 1].begin)
                                 : without(std::move(sentence), run[i - 1].end, run[i].end);
        }
    const auto word = sentence.lower.find("respectively");
    return without(std::move(sentence), word, word + std::string_view("respectively").size());
}

} // namespace

Listed told_apart(const Binder& binder, const Sentence& sentence)
{
    if (!sentence.has("respectively")) return {};
    std::vector<MemberPlace> figures;
    for (const auto& quantity : sentence.quantities)
        figures.push_back({quantity.begin(), quantity.end(), Member::figure});
    std::vector<MemberList> runs, names;
    for (auto& run : member_lists_of(sentence, figures))
        (lists_settings(binder, sentence, run) ? names : runs).push_back(std::move(run));
    if (runs.empty()) return {};
    const auto size = runs.front().size();
    constexpr std::size_t most = 16; // members: a longer list is a table written as a sentence
    if (size > most) return {};
    std::ranges::copy(member_lists_of(sentence, names_in(binder, sentence)), std::back_inserter(names));
    std::erase_if(names, [&](const MemberList& run) { return run.size() != size; });
    if (names.empty() || std::ranges::any_of(runs, [&](const MemberList& run) { return run.size() != size; }))
        return {};
    auto whole = sentence;
    for (const auto& run : runs) share_units(whole, run);
    Listed found{.sentences = {}, .several = names.size() > 1};
    std::ranges::copy(names, std::back_inserter(runs));
    for (std::size_t place = 0; place < size; ++place) found.sentences.push_back(with_member(whole, runs, place));
    return found;
}

} // namespace kneepoint::claims
