// SPDX-License-Identifier: GPL-3.0-or-later
#include "choice.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "kneepoint/hosts/quote.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::app {

namespace fs = std::filesystem;

std::vector<std::string> paths_of(const StudyArguments& arguments)
{
    if (!arguments.paths.empty()) return arguments.paths;
    std::vector<std::string> paths;
    if (!arguments.base.empty()) paths.push_back(arguments.base);
    paths.insert(paths.end(), arguments.candidates.begin(), arguments.candidates.end());
    return paths;
}

namespace {

/// For a line that a user copies into a shell: quoted only where it must be, so that it reads well.
std::string as_word(const std::string& word)
{
    const auto plain = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("/._-=:,+@%").contains(c);
    };
    if (!word.empty() && std::ranges::all_of(word, plain)) return word;
    return hosts::quoted(word);
}

/// The option as it was given; a flag alone, a list with its name before each value.
std::string as_given(const CLI::Option& option)
{
    const auto name = option.get_name();
    if (option.get_items_expected_max() == 0) return " " + name;
    std::string text;
    for (const auto& value : option.results()) text += fmt::format(" {} {}", name, as_word(value));
    return text;
}

/// The command as it was given, with the pair named: ready to copy.
std::string command_line(const StudyArguments& arguments, const compare::Pair& pair)
{
    auto line = "kneepoint " + arguments.command->get_name();
    for (const auto& path : paths_of(arguments)) line += " " + as_word(path);
    line += " --base " + pair.base;
    for (const auto& id : pair.candidates) line += " --candidate " + id;
    for (const auto* option : arguments.command->get_options()) {
        const bool sides = option->check_lname("base") || option->check_lname("candidate");
        if (option->count() > 0 && !option->get_positional() && !sides) line += as_given(*option);
    }
    return line;
}

std::string describe(const Run& run)
{
    return fmt::format("{}  {:<12} {}  ({})", run.id, to_string(run.kind), run.label(), run.file());
}

/// The command for each pair, with what it compares and why.
std::string commands(const Study& study, const StudyArguments& arguments, const std::vector<compare::Pair>& pairs)
{
    std::string text;
    for (const auto& pair : pairs) {
        text += "\n  " + command_line(arguments, pair);
        if (const Run* base = study.catalogue.run(pair.base))
            text += fmt::format("\n      {}: {} ({})", pair.kind == RunKind::accuracy ? "accuracy" : "load",
                                base->label(), base->file());
        text += "; " + pair.why;
    }
    return text;
}

bool is_below(std::string_view file, std::string_view folder)
{
    return file == folder || (file.starts_with(folder) && (file.substr(folder.size()).starts_with('/') ||
                                                           file.substr(folder.size()).starts_with('!')));
}

/// Measured runs that a text names: by id, else as the file or folder it names on disk, else as a file is listed.
std::vector<const Run*> named_runs(const Study& study, const std::string& text)
{
    std::vector<const Run*> found;
    const auto take = [&](const Run& run) {
        if (run.kind == RunKind::performance || run.kind == RunKind::accuracy) found.push_back(&run);
    };
    if (const Run* run = study.catalogue.run(text)) {
        take(*run);
        return found;
    }
    std::error_code error;
    if (!fs::exists(text, error)) // as `import` lists it
        for (const Run& run : study.catalogue.runs)
            if (run.file() == text) take(run);
    if (!found.empty()) return found;
    const auto wanted = fs::weakly_canonical(text, error);
    if (error) return found;
    for (const Run& run : study.catalogue.runs) {
        const auto names_it = [&](const SourceFile& source) {
            return is_below(utf8_path(fs::weakly_canonical(study.catalogue.base, error) / source.file),
                            utf8_path(wanted));
        };
        if (std::ranges::any_of(run.provenance.files, names_it)) take(run);
    }
    return found;
}

/// What --base or a --candidate names.
struct Side {
    std::string text;
    std::vector<const Run*> runs;

    bool holds(const std::string& id) const { return std::ranges::find(runs, id, &Run::id) != runs.end(); }
    std::ptrdiff_t count(RunKind kind) const { return std::ranges::count(runs, kind, &Run::kind); }
    bool is_ambiguous() const { return count(RunKind::performance) > 1 || count(RunKind::accuracy) > 1; }
    const Run* first(RunKind kind) const
    {
        const auto found = std::ranges::find(runs, kind, &Run::kind);
        return found == runs.end() ? nullptr : *found;
    }
    compare::Subject subject() const
    {
        const Run* load = first(RunKind::performance);
        const Run* accuracy = first(RunKind::accuracy);
        return {.id = (load ? load : accuracy)->id, .performance = load, .accuracy = accuracy};
    }
};

/// Pairs that a comparison can be of: load tests, and accuracy runs that come with none of these.
std::vector<compare::Pair> separate_pairs(const Study& study)
{
    std::vector<compare::Pair> pairs;
    std::vector<std::string> with_load; ///< base ids of accuracy runs
    for (const auto& pair : study.pairing.pairs) {
        if (pair.kind != RunKind::performance) continue;
        pairs.push_back(pair);
        const auto subjects = compare::make_subjects(study.catalogue.runs, study.pairing, pair);
        const auto complete = [](const compare::Subject& subject) { return subject.accuracy != nullptr; };
        if (!subjects.empty() && std::ranges::all_of(subjects, complete))
            with_load.push_back(subjects.front().accuracy->id);
    }
    for (const auto& pair : study.pairing.pairs)
        if (pair.kind == RunKind::accuracy && std::ranges::find(with_load, pair.base) == with_load.end())
            pairs.push_back(pair);
    return pairs;
}

/// Of these pairs, those between the sides.
std::vector<compare::Pair> pairs_between(const Study& study, const std::vector<Side>& sides)
{
    std::vector<compare::Pair> between;
    for (const auto& pair : separate_pairs(study)) {
        const auto is_side = [&](const std::string& id) {
            return std::any_of(sides.begin() + 1, sides.end(), [&](const Side& side) { return side.holds(id); });
        };
        if (sides.front().holds(pair.base) && std::ranges::all_of(pair.candidates, is_side)) between.push_back(pair);
    }
    return between;
}

/// Folders that hold several runs: the commands for the pairs between them, else what each of them holds.
std::unexpected<Error> several_runs(const Study& study, const StudyArguments& arguments, const std::vector<Side>& sides)
{
    std::vector<std::string> names;
    for (const auto& side : sides)
        if (side.is_ambiguous()) names.push_back("\"" + side.text + "\"");
    auto text = join(names, " and ") + (names.size() == 1 ? " holds several runs" : " hold several runs each");
    if (const auto pairs = pairs_between(study, sides); !pairs.empty())
        return failure(ErrorKind::invalid, text + "; choose one pair:" + commands(study, arguments, pairs));
    text += "; name one of each:";
    for (const auto& side : sides)
        for (const Run* run : side.runs) text += "\n  " + describe(*run);
    compare::Pair example;
    example.base = sides.front().subject().id;
    for (auto side = sides.begin() + 1; side != sides.end(); ++side) example.candidates.push_back(side->subject().id);
    return failure(ErrorKind::invalid, text + "\nFor example:\n  " + command_line(arguments, example));
}

/// A run against itself would be called equivalent, which says nothing of two models.
const Side* named_twice(const std::vector<Side>& sides)
{
    for (auto side = sides.begin() + 1; side != sides.end(); ++side) {
        const auto subject = side->subject();
        const auto is_same = [&](const Side& other) {
            const auto one = other.subject();
            return subject.performance || one.performance ? subject.performance == one.performance
                                                          : subject.accuracy == one.accuracy;
        };
        if (std::any_of(sides.begin(), side, is_same)) return &*side;
    }
    return nullptr;
}

/// A named pair: the runs as said, with what the pairing knows of their accuracy runs and context.
Result<std::vector<compare::Subject>> named_subjects(const Study& study, const StudyArguments& arguments)
{
    std::vector<std::string> texts{arguments.base};
    texts.insert(texts.end(), arguments.candidates.begin(), arguments.candidates.end());
    std::vector<Side> sides;
    for (const auto& text : texts) {
        sides.push_back({text, named_runs(study, text)});
        if (sides.back().runs.empty())
            return failure(ErrorKind::invalid,
                           fmt::format("\"{}\" names no run; `kneepoint import` lists the runs and their ids.", text));
    }
    if (std::ranges::any_of(sides, &Side::is_ambiguous)) return several_runs(study, arguments, sides);
    if (const auto* side = named_twice(sides))
        return failure(
            ErrorKind::invalid,
            fmt::format("\"{}\" names a run that is a side already; give each side a run of its own.", side->text));

    std::vector<compare::Subject> named;
    for (const auto& side : sides) named.push_back(side.subject());
    compare::Pair pair;
    pair.base = named.front().id;
    for (auto subject = named.begin() + 1; subject != named.end(); ++subject) pair.candidates.push_back(subject->id);
    auto subjects = compare::make_subjects(study.catalogue.runs, study.pairing, pair, study.labels);
    for (std::size_t i = 0; i < subjects.size() && i < named.size(); ++i)
        if (named[i].accuracy) subjects[i].accuracy = named[i].accuracy;
    return subjects;
}

Result<compare::Pair> only_pair(const Study& study, const StudyArguments& arguments)
{
    const auto pairs = separate_pairs(study);
    if (pairs.size() == 1) return pairs.front();
    if (!pairs.empty())
        return failure(ErrorKind::invalid, "Several pairs are here; choose one:" + commands(study, arguments, pairs));
    std::string reasons;
    for (const auto& [id, why] : study.pairing.unpaired)
        if (const Run* run = study.catalogue.run(id)) reasons += fmt::format("\n  {}: {}", describe(*run), why);
    return failure(ErrorKind::not_found,
                   "Nothing here pairs as base and candidate; name them with --base and --candidate." + reasons);
}

} // namespace

Result<void> choose(Study& study, const StudyArguments& arguments)
{
    if (arguments.base.empty() != arguments.candidates.empty())
        return failure(ErrorKind::invalid, "Give both --base and --candidate, or neither.");
    if (!arguments.base.empty()) {
        auto subjects = named_subjects(study, arguments);
        if (!subjects) return std::unexpected(subjects.error());
        study.subjects = *std::move(subjects);
        return {};
    }
    const auto pair = only_pair(study, arguments);
    if (!pair) return std::unexpected(pair.error());
    study.subjects = compare::make_subjects(study.catalogue.runs, study.pairing, *pair, study.labels);
    return {};
}

} // namespace kneepoint::app
