// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "figures.h"

#include "kneepoint/compare/subjects.h"

#include <string>
#include <vector>

namespace kneepoint::report {

/// Runs that speak about a subject, the measured ones first.
inline std::vector<const Run*> runs_of(const compare::Subject& subject)
{
    std::vector<const Run*> runs;
    for (const auto* run : {subject.performance, subject.accuracy})
        if (run) runs.push_back(run);
    for (const auto* run : subject.context)
        if (run) runs.push_back(run);
    return runs;
}

/// The first value that any of the subject's runs has.
template<typename Read>
std::string first_of(const compare::Subject& subject, Read read)
{
    for (const auto* run : runs_of(subject))
        if (auto value = read(*run); !value.empty()) return value;
    return {};
}

/// A fact as its file states it; empty where none does.
inline std::string stated_fact(const compare::Subject& subject, const std::string& key)
{
    return first_of(subject, [&](const Run& run) {
        const auto found = run.setup.facts.find(key);
        return found == run.setup.facts.end() ? std::string{} : found->second.value;
    });
}

inline Cell cell_or_absent(std::string value)
{
    return value.empty() ? mark_cell(absent_mark) : text_cell(std::move(value));
}

} // namespace kneepoint::report
