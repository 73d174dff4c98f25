// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/decimal.h"
#include "kneepoint/import/formats.h"

#include "shared.h"

#include <QTest>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace kneepoint::tests {

inline Result<import::Imported> read_json(const std::string& text)
{
    Progress progress;
    return import::guidellm_json(text, {"report.json", {}}, progress);
}

/// A report below ../shared/fixtures, unpacked when it is compressed, read by what its name says.
inline Result<import::Imported> read_fixture(const std::string& below)
{
    Progress progress;
    auto bytes = content(shared("fixtures/" + below));
    if (below.ends_with(".gz") || below.ends_with(".xz")) {
        auto unpacked = import::unpack(bytes, {below, {}}, {}, progress);
        if (!unpacked) return std::unexpected(unpacked.error());
        if (unpacked->members.empty()) return failure(ErrorKind::unreadable, "nothing inside");
        bytes = std::move(unpacked->members.front().bytes);
    }
    if (below.ends_with(".yaml")) return import::guidellm_yaml(bytes, {below, {}}, progress);
    if (below.ends_with(".html")) return import::guidellm_html(bytes, {below, {}}, progress);
    return import::guidellm_json(bytes, {below, {}}, progress);
}

inline bool has_problem(const Problems& problems, std::string_view code)
{
    return std::ranges::find(problems, code, &Problem::code) != problems.end();
}

/// "absent", or the value with as many decimals as the expected text has.
inline std::string printed(std::optional<double> value, const std::string& expected)
{
    return value ? format_decimal(*value, printed_decimals(expected).value_or(0)) : "absent";
}

/// Files below a folder whose names end so, relative to the fixtures, sorted.
inline std::vector<std::string> fixtures(const std::string& folder, std::string_view ending)
{
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(shared("fixtures/" + folder)))
        if (entry.path().native().ends_with(ending))
            found.push_back(std::filesystem::relative(entry.path(), shared("fixtures")).native());
    std::ranges::sort(found);
    return found;
}

} // namespace kneepoint::tests
