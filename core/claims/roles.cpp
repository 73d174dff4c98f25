// SPDX-License-Identifier: GPL-3.0-or-later
#include "roles.h"

#include "relation.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kneepoint::claims {

namespace {

/// "from A to B", "replacing A with B", "A -> B": the reference is named first.
struct Transition {
    std::size_t begin = 0, end = 0;
    Against against;
    std::vector<Subject> subjects;
    bool either = false; ///< "between A and B"
};

std::optional<Transition> transition(const Reading& reading)
{
    struct Pattern {
        std::string_view first, second;
    };
    static constexpr auto patterns = std::to_array<Pattern>({{"from ", " to "},
                                                             {"replacing ", " with "},
                                                             {"replacing ", " by "},
                                                             {"replaces ", " with "},
                                                             {"", " -> "},
                                                             {"between ", " and "},
                                                             {"", " to "}});
    const auto& sentence = reading.sentence;
    const auto all = reading.binder.subjects_in(sentence.plain);
    const auto lower = std::string_view(sentence.lower);
    for (std::size_t i = 0; i + 1 < all.size(); ++i)
        for (const auto& [first, second] : patterns) {
            const auto between = lower.substr(all[i].end, all[i + 1].begin - all[i].end);
            const auto before = lower.substr(0, all[i].begin);
            const bool joined =
                between == second || (between.starts_with(second) && between.size() < second.size() + 5);
            const bool lead = before.ends_with(first) || before.ends_with(std::string(first) + "the ");
            const bool plain_to = first.empty() && second == " to ";
            if (!joined || !lead || plain_to || all[i] == all[i + 1]) continue;
            return Transition{all[i].begin - std::min(all[i].begin, first.size()),
                              all[i + 1].end,
                              {{all[i]}, std::string(sentence.plain.substr(all[i].begin, all[i].end - all[i].begin))},
                              {all[i + 1]},
                              first == "between "};
        }
    return std::nullopt;
}

/// The first phrase behind the figure, else the last before it; for a figure in brackets none behind them.
const ReferencePhrase* nearest(const std::vector<ReferencePhrase>& phrases, const Quantity& quantity,
                               std::string_view plain)
{
    const auto open = plain.substr(0, quantity.begin()).find_last_of("()");
    const bool in_brackets = open != std::string_view::npos && plain[open] == '(';
    const auto limit = in_brackets ? std::min(plain.find(')', quantity.end()), plain.size()) : plain.size();
    const ReferencePhrase* before = nullptr;
    for (const auto& phrase : phrases) {
        if (phrase.begin >= quantity.end() && phrase.begin < limit) return &phrase;
        if (phrase.begin < quantity.end()) before = &phrase;
    }
    return before;
}

std::string masked(std::string text, const std::vector<ReferencePhrase>& phrases)
{
    for (const auto& phrase : phrases)
        if (phrase.resolved)
            for (auto at = phrase.begin; at < std::min(phrase.end, text.size()); ++at) text[at] = ' ';
    return text;
}

bool is_generic(const Subject& subject)
{
    return subject.kind == Subject::Kind::base;
}

/// Subjects outside of the reference phrases: behind the figure in its clause, else nearest before it, else in what the
/// sentence stands under.
std::vector<Subject> subjects_beside(const Reading& reading, std::size_t index, const std::string& text, bool with_base)
{
    const auto& sentence = reading.sentence;
    const auto& figure = sentence.quantities[index];
    const auto usable = [&](std::vector<Subject> subjects) {
        if (!with_base) std::erase_if(subjects, is_generic);
        return subjects;
    };
    // "(66 %) with INT4"
    auto from = figure.end() < text.size() && text[figure.end()] == ')' ? figure.end() + 1 : figure.end();
    // "by two thirds (66 %) with INT4"
    const auto& all = sentence.quantities;
    if (index + 1 < all.size() && text.substr(figure.end(), all[index + 1].begin() - figure.end()) == " (" &&
        all[index + 1].end() < text.size() && text[all[index + 1].end()] == ')')
        from = all[++index].end() + 1;
    const bool last = index + 1 >= sentence.quantities.size();
    auto stop = last ? text.size() : sentence.quantities[index + 1].begin();
    for (const std::string_view mark : {",", ";", ")", " despite", " and "}) {
        if (last && mark == " and ") continue; // "keeps 98 % and INT4 93 %"
        if (const auto at = text.find(mark, from); at != std::string::npos) stop = std::min(stop, at);
    }
    const auto view = std::string_view(text);
    auto after =
        usable(reading.binder.subjects_in(view.substr(std::min(from, text.size()), stop - std::min(stop, from))));
    if (!after.empty()) return after;
    if (auto before = usable(subjects_before(reading.binder, text, 0, figure.begin())); !before.empty()) return before;
    // "With 31 % lower latency, FP8 ..."
    if (auto later = usable(subjects_after(reading.binder, text, figure.end())); !later.empty()) return later;
    for (const auto& around : sentence.around)
        if (auto subjects = usable(reading.binder.subjects_in(around)); !subjects.empty()) return subjects;
    return {};
}

/// "BF16 is outperformed by FP8": the subject stands behind.
bool passive(Roles& roles, const Reading& reading)
{
    const auto& lower = reading.sentence.lower;
    for (const std::string_view words : {"outperformed by ", "surpassed by ", "exceeded by ", "beaten by "}) {
        const auto at = lower.find(words);
        if (at == std::string::npos) continue;
        const auto behind = leading_subjects(reading.binder, reading.sentence.plain, at + words.size(),
                                             phrase_end(lower, at + words.size()));
        const auto before = subjects_before(reading.binder, reading.sentence.plain, 0, at);
        if (behind.empty() || before.empty()) continue;
        roles.subjects = behind;
        roles.against.subjects = before;
        return true;
    }
    return false;
}

/// Whether a verb of change stands between two sides: "INT4 cuts the latency of BF16".
bool stands_before_change(const Reading& reading, const std::vector<Subject>& first, const std::vector<Subject>& second)
{
    const auto begin = first.back().end, end = second.front().begin;
    if (begin >= end) return false;
    return reading.sentence.plain.substr(begin, end - begin).find_first_of(",;") == std::string::npos &&
           says_change(reading.sentence, begin, end);
}

bool means_base(const Reading& reading, const std::vector<Subject>& subjects)
{
    if (subjects.empty()) return false;
    const auto rows = reading.binder.rows(reading.scope, subjects);
    return !rows.empty() && std::ranges::all_of(rows, [&](RowRef row) { return reading.binder.is_base(row); });
}

/// Whether another figure stands between a figure and the reference, which may be of that one alone.
bool is_far(const Sentence& sentence, std::size_t index, const ReferencePhrase& phrase)
{
    const auto& own = sentence.quantities[index];
    return std::ranges::any_of(sentence.quantities, [&](const Quantity& other) {
        if (other.low.unit.empty()) return false;
        return phrase.begin >= own.end() ? other.begin() > own.begin() && other.begin() < phrase.begin
                                         : other.begin() > phrase.begin && other.begin() < own.begin();
    });
}

Roles named_roles(const Reading& reading, std::size_t quantity)
{
    Roles roles;
    if (passive(roles, reading)) return roles;
    if (auto change = transition(reading)) {
        roles.subjects = std::move(change->subjects);
        roles.against = std::move(change->against);
        roles.turned = change->either;
        return roles;
    }
    const auto phrases = phrases_of(reading, quantity);
    std::vector<ReferencePhrase> parts; // of other figures: "83 % of the throughput of INT4"
    for (std::size_t i = 0; i < reading.sentence.quantities.size(); ++i)
        if (auto part = i == quantity ? std::nullopt : part_of(reading, i)) parts.push_back(std::move(*part));
    if (const auto* phrase = nearest(phrases, reading.sentence.quantities[quantity], reading.sentence.plain)) {
        if (!phrase->resolved) roles.unknown = phrase->against.text;
        roles.against = phrase->against;
        roles.turned = phrase->versus;
        if (is_far(reading.sentence, quantity, *phrase)) roles.others.emplace_back();
    } else {
        for (const auto& part : parts) {
            if (!part.resolved) roles.unknown = part.against.text;
            roles.others.push_back(part.against);
        }
    }
    const bool base_only = std::ranges::all_of(roles.against.subjects, is_generic);
    roles.subjects =
        subjects_beside(reading, quantity, masked(masked(reading.sentence.plain, phrases), parts), !base_only);
    if (roles.subjects == roles.against.subjects) roles.subjects.clear();
    // "INT4 cuts the latency of BF16 by 58 %".
    if (roles.against.subjects.empty() && means_base(reading, roles.subjects)) {
        const auto earlier = subjects_before(reading.binder, reading.sentence.plain, 0, roles.subjects.front().begin);
        if (!earlier.empty() && !means_base(reading, earlier) &&
            stands_before_change(reading, earlier, roles.subjects)) {
            roles.against.subjects = roles.subjects;
            roles.subjects = earlier;
        }
    }
    // "BF16 is 40 % slower" of two sides: than the other.
    roles.against.other = roles.against.subjects.empty() && means_base(reading, roles.subjects);
    roles.turned = roles.turned && means_base(reading, roles.subjects);
    return roles;
}

} // namespace

Roles roles_of(const Reading& reading, std::size_t quantity)
{
    auto roles = named_roles(reading, quantity);
    reading.binder.resolve(roles.against);
    for (auto& other : roles.others) reading.binder.resolve(other);
    return roles;
}

} // namespace kneepoint::claims
