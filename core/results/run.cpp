// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/results/run.h"

#include "kneepoint/base/text.h"

namespace kneepoint {

std::string_view to_string(Severity severity)
{
    switch (severity) {
    case Severity::note:
        return "note";
    case Severity::warning:
        return "warning";
    case Severity::error:
        return "error";
    }
    return "note";
}

std::string_view to_string(RunKind kind)
{
    switch (kind) {
    case RunKind::performance:
        return "performance";
    case RunKind::accuracy:
        return "accuracy";
    case RunKind::server_log:
        return "server-log";
    case RunKind::scheme:
        return "scheme";
    case RunKind::environment:
        return "environment";
    }
    return "environment";
}

std::string_view to_string(Role role)
{
    return role == Role::base ? "base" : "candidate";
}

const std::string& Run::file() const
{
    static const std::string none;
    return provenance.files.empty() ? none : provenance.files.front().file;
}

std::string Run::label() const
{
    std::vector<std::string> parts;
    auto name = setup.model.empty() ? file() : setup.model;
    if (!setup.scheme.empty() && !contains_ignoring_case(name, setup.scheme)) name += " " + setup.scheme;
    parts.push_back(name);
    if (const auto profile = setup.facts.find("load.profile"); profile != setup.facts.end())
        parts.push_back(profile->second.value);
    if (!levels.empty()) parts.push_back(counted(levels.size(), "level"));
    if (!scores.empty()) parts.push_back(counted(scores.size(), "score"));
    return join(parts, ", ");
}

} // namespace kneepoint
