// SPDX-License-Identifier: GPL-3.0-or-later
#include "text_claims.h"

#include "gpu_tables.h"
#include "lists.h"
#include "relative.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

namespace kneepoint::claims {

namespace {

std::size_t first_of(std::string_view text, std::size_t from, std::size_t end)
{
    static constexpr auto separators = std::to_array<std::string_view>(
        {",", ";", ")", ". ", ":", " and ", " while ", " but ", " vs ", " with ", " despite ", " compared "});
    for (const auto separator : separators)
        if (const auto at = text.find(separator, from); at != std::string_view::npos) end = std::min(end, at);
    return end;
}

/// Words as the columns have them.
std::vector<std::string> metric_words(std::vector<std::string> words)
{
    for (auto& word : words)
        if (word == "raw" || word == "unnormalized") word = "accuracy";
    return words;
}

} // namespace

bool joins_list(std::string_view between)
{
    static constexpr auto joints =
        std::to_array<std::string_view>({"and", "or", "/", ",", "&", ", and", ", or", "and the", "both", "+"});
    return std::ranges::find(joints, trimmed(between)) != joints.end();
}

Claim Reading::claim(Kind kind) const
{
    Claim made;
    made.line = sentence.line;
    made.text = sentence.text;
    made.kind = kind;
    return made;
}

Scope Reading::near() const
{
    Scope own = scope;
    std::erase_if(own.tables, [&](std::size_t t) { return binder.tables()[t].section != sentence.section; });
    return own.tables.empty() ? scope : own;
}

void add_row(const Reading& reading, Claim& claim, const Point& point)
{
    constexpr std::size_t most = 12;
    if (claim.rows.size() >= most) return;
    auto evidence = reading.binder.evidence(point);
    if (std::ranges::find(claim.rows, evidence) == claim.rows.end()) claim.rows.push_back(std::move(evidence));
}

Clause clause_of(const Sentence& sentence, std::size_t quantity)
{
    const auto& all = sentence.quantities;
    Clause clause;
    if (quantity > 0) clause.before = all[quantity - 1].end();
    const auto next = quantity + 1 < all.size() ? all[quantity + 1].begin() : sentence.plain.size();
    clause.after = first_of(sentence.lower, all[quantity].end(), next);
    return clause;
}

std::vector<Subject> subjects_before(const Binder& binder, std::string_view plain, std::size_t begin, std::size_t end)
{
    auto found = binder.subjects_in(plain.substr(begin, end - begin));
    if (found.empty()) return {};
    std::size_t first = found.size() - 1;
    while (first > 0 &&
           joins_list(plain.substr(begin + found[first - 1].end, found[first].begin - found[first - 1].end)))
        --first;
    found.erase(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(first));
    for (auto& subject : found) {
        subject.begin += begin;
        subject.end += begin;
    }
    return found;
}

std::vector<Subject> subjects_after(const Binder& binder, std::string_view plain, std::size_t begin)
{
    auto found = binder.subjects_in(plain.substr(begin));
    std::size_t count = found.empty() ? 0 : 1;
    while (count < found.size() &&
           joins_list(plain.substr(begin + found[count - 1].end, found[count].begin - found[count - 1].end)))
        ++count;
    found.resize(count);
    for (auto& subject : found) {
        subject.begin += begin;
        subject.end += begin;
    }
    return found;
}

std::vector<Subject> subjects_of(const Reading& reading, std::size_t quantity, bool relative)
{
    const auto& sentence = reading.sentence;
    const auto& figure = sentence.quantities[quantity];
    const auto next =
        quantity + 1 < sentence.quantities.size() ? sentence.quantities[quantity + 1].begin() : sentence.plain.size();
    const auto without_base = [&](std::vector<Subject> subjects) {
        if (relative) std::erase_if(subjects, [](const Subject& s) { return s.kind == Subject::Kind::base; });
        return subjects;
    };
    auto stop = next;
    for (const std::string_view mark : {",", ";", ")", " vs", " despite", " than "})
        if (const auto at = sentence.lower.find(mark, figure.end()); at != std::string::npos) stop = std::min(stop, at);
    auto after = without_base(reading.binder.subjects_in(
        std::string_view(sentence.plain).substr(figure.end(), stop - std::min(stop, figure.end()))));
    if (!after.empty()) return after;
    if (auto before = without_base(subjects_before(reading.binder, sentence.plain, 0, figure.begin())); !before.empty())
        return before;
    for (const auto& text : sentence.around)
        if (auto subjects = without_base(reading.binder.subjects_in(text)); !subjects.empty()) return subjects;
    return {};
}

std::vector<Place> places_of(const Reading& reading, const Bound& bound, const std::vector<Subject>& subjects)
{
    std::map<std::size_t, std::vector<std::size_t>> columns; // of each table
    for (const auto& column : bound.columns) columns[column.table].push_back(column.column);
    Scope scope = bound.scope;
    std::erase_if(scope.tables, [&](std::size_t table) { return !columns.contains(table); });
    std::vector<Place> places;
    std::optional<std::pair<std::size_t, Gaps>> gaps; // of the last table
    for (const auto& row : reading.binder.rows(scope, subjects)) {
        if (!gaps || gaps->first != row.table)
            gaps.emplace(row.table, Gaps(reading.binder, reading.exceptions, row.table));
        for (const auto column : columns[row.table])
            if (!gaps->second.has(row.row, column)) places.push_back({row, column});
    }
    return places;
}

namespace {

/// Where a sentence has a header of several words, or the first of them that tell it apart.
std::optional<std::pair<Word, Word>> place_of_header(const Sentence& sentence, const Column& column)
{
    std::vector<std::string> words;
    for (const auto& word : sentence.words) words.push_back(word.text);
    const auto header = words_of(column.header);
    for (auto count = header.size(); count > 1; --count) {
        if (count < header.size() && !tells_apart(header[count - 1])) continue; // "Llama 3.1 8B" of "... Instruct"
        const std::vector<std::string> part(header.begin(), header.begin() + static_cast<std::ptrdiff_t>(count));
        if (const auto at = find_run(words, part); at != npos)
            return std::pair{sentence.words[at], sentence.words[at + count - 1]};
    }
    return std::nullopt;
}

/// "Across Llama 8B, Mistral 7B and Gemma 9B": with one of a list of headers the others are meant as well.
std::vector<ColumnRef> with_listed(const Reading& reading, std::vector<ColumnRef> found, Binder::Wanted wanted)
{
    const auto& sentence = reading.sentence;
    const auto first = found.front();
    const auto& table = reading.binder.tables()[first.table];
    if (found.size() > 1 || !place_of_header(sentence, table.columns[first.column])) return found;
    std::vector<std::pair<std::size_t, std::pair<std::size_t, std::size_t>>> places; // columns and where they stand
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        if (table.columns[c].family == table.columns[first.column].family &&
            reading.binder.usable({first.table, c}, wanted))
            if (const auto place = place_of_header(sentence, table.columns[c]))
                places.push_back({c, {place->first.begin, place->second.end}});
    std::ranges::sort(places, {}, [](const auto& place) { return place.second.first; });
    const auto own = std::ranges::find(places, first.column, [](const auto& place) { return place.first; });
    const auto joined = [&](auto a, auto b) {
        const auto begin = a->second.second, end = b->second.first;
        return begin <= end && joins_list(std::string_view(sentence.lower).substr(begin, end - begin));
    };
    for (auto at = own; at != places.begin() && joined(std::prev(at), at); --at)
        found.push_back({first.table, std::prev(at)->first});
    for (auto at = own; std::next(at) != places.end() && joined(at, std::next(at)); ++at)
        found.push_back({first.table, std::next(at)->first});
    return found;
}

} // namespace

Bound columns_of(const Reading& reading, std::size_t quantity, Binder::Wanted wanted)
{
    const auto& sentence = reading.sentence;
    const auto& figure = sentence.quantities[quantity];
    const auto clause = clause_of(sentence, quantity);
    std::vector<std::vector<std::string>> attempts{sentence.words_in(figure.end(), clause.after),
                                                   sentence.words_in(clause.before, figure.begin()),
                                                   sentence.words_in(0, figure.begin())};
    const auto own = attempts.size();
    if (!figure.low.unit.empty()) // a bare number is of what its own sentence says
        for (const auto& text : sentence.around) attempts.push_back(words_of(text));
    // A table that the sentence names for one figure need not have the metric of another.
    Scope everywhere = reading.scope;
    everywhere.tables.clear();
    for (std::size_t t = 0; t < reading.binder.tables().size(); ++t) everywhere.tables.push_back(t);
    const Scope scopes[] = {reading.near(), reading.scope, everywhere};
    for (std::size_t i = 0; i < attempts.size(); ++i)
        for (std::size_t s = 0; s < (i < own && figure.low.unit == "x" ? 3U : 2U); ++s)
            if (auto found = reading.binder.columns(scopes[s], metric_words(attempts[i]), wanted); !found.empty())
                return {with_listed(reading, std::move(found), wanted), scopes[s]};
    return {{}, reading.scope};
}

std::string stated_text(const Sentence& sentence, const Quantity& quantity)
{
    return (quantity.low.approximate ? "~" : "") +
           sentence.plain.substr(quantity.begin(), quantity.end() - quantity.begin());
}

std::optional<double> comparable_value(const Binder& binder, const Point& point, const Figure& stated)
{
    const auto& table = binder.tables()[point.row.table];
    const auto& column = table.columns[point.column];
    const auto* figure = table.rows[point.row.row].cells[point.column].figure();
    const auto unit = figure && !figure->unit.empty() ? figure->unit : column.unit;
    if (stated.unit.empty() || unit == stated.unit) return point.value;
    if (stated.unit == "%" && unit.empty() && std::fabs(point.value) <= 1.5) return snapped(100 * point.value);
    if (unit.empty() && stated.unit != "%" && stated.unit != "x") return point.value;
    return std::nullopt;
}

namespace {

Reading reading_of(const Binder& binder, const Sentence& sentence, const std::vector<Equation>& equations,
                   const Exceptions& exceptions, std::vector<Claim>& claims)
{
    Reading reading{binder, sentence, equations, binder.scope_of(sentence), exceptions, {}, claims};
    reading.used.resize(sentence.quantities.size());
    for (std::size_t i = 0; i < sentence.quantities.size(); ++i)
        for (const auto& filter : reading.scope.filters)
            if (filter.end == sentence.quantities[i].end()) reading.used[i] = true;
    return reading;
}

/// The figures of parallel lists, each with its own name.
void check_lists(const Binder& binder, const Listed& listed, const std::vector<Equation>& equations,
                 const Exceptions& exceptions, std::vector<Claim>& claims)
{
    const auto before = claims.size();
    for (const auto& sentence : listed.sentences) {
        auto reading = reading_of(binder, sentence, equations, exceptions, claims);
        check_figures(reading);
    }
    for (auto at = before; at < claims.size() && listed.several; ++at)
        if (claims[at].verdict == Verdict::contradicts) {
            claims[at].verdict = Verdict::unchecked;
            claims[at].why += " Which of its lists belong together the sentence leaves open.";
        }
}

/// "Twice as fast as the A100": what compares a GPU with another one, in tables that have them as sides.
/// @return whether a comparison without a figure is among it
bool check_across_gpus(const Binder& gpus, Reading& reading)
{
    const auto named = gpus.subjects_in(reading.sentence.plain);
    if (std::ranges::count(named, Subject::Kind::word, &Subject::kind) < 2) return false;
    const auto before = reading.claims.size();
    auto across = reading_of(gpus, reading.sentence, reading.equations, reading.exceptions, reading.claims);
    check_comparisons(across);
    const bool compared = reading.claims.size() > before;
    for (std::size_t i = 0; i < reading.used.size(); ++i) {
        const auto& unit = reading.sentence.quantities[i].low.unit;
        if (reading.used[i] || (unit != "x" && unit != "%")) continue;
        const auto roles = roles_of(across, i);
        const bool of_gpu = std::ranges::any_of(
            roles.against.subjects, [](const Subject& subject) { return subject.kind == Subject::Kind::word; });
        if (of_gpu && roles.unknown.empty()) reading.used[i] = check_relative(across, i, said_of(reading.sentence, i));
    }
    return compared;
}

void check_sentence(const Binder& binder, const Binder& gpus, const Sentence& sentence,
                    const std::vector<Equation>& equations, std::vector<Claim>& claims)
{
    const auto [rest, exceptions] = without_exceptions(binder, sentence);
    auto reading = reading_of(binder, rest, equations, exceptions, claims);
    const bool compares = check_across_gpus(gpus, reading);
    check_superlatives(reading);
    if (!compares) check_comparisons(reading);
    if (const auto listed = told_apart(binder, rest); !listed.sentences.empty())
        check_lists(binder, listed, equations, exceptions, claims);
    else
        check_figures(reading);
}

} // namespace

std::vector<Claim> check_sentences(const std::vector<Sentence>& sentences, const std::vector<Table>& tables,
                                   Problems& problems, Progress& progress)
{
    constexpr std::size_t most_work = 20'000'000; ///< sentences times rows
    std::vector<Claim> claims;
    const auto equations = check_equations(sentences, claims);
    check_conventions(sentences, claims);
    const Binder binder(tables);
    const auto tables_of_gpus = gpu_tables(tables);
    const Binder gpus(tables_of_gpus);
    std::size_t work = 0;
    for (const auto& sentence : sentences) {
        if (progress.cancelled()) return claims;
        progress.report(static_cast<double>(&sentence - sentences.data()) / static_cast<double>(sentences.size()));
        if (sentence.words.size() > 600) continue; // no sentence but a dump
        work += binder.row_count() + 1;
        if (work > most_work) {
            problems.push_back({Severity::warning, "too-many-sentences",
                                "The sentences from here on are not checked: the document is too large.", "",
                                fmt::format("line {}", sentence.line)});
            break;
        }
        check_sentence(binder, gpus, sentence, equations, claims);
    }
    return claims;
}

} // namespace kneepoint::claims
