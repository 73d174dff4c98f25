// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"
#include "shared.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::tests {

inline Result<import::Imported> read_console(const std::string& text)
{
    Progress progress;
    return import::guidellm_console(text, {"console.txt", {}}, progress);
}

/// "ttft_p95" of seed_acceptance.json.
inline std::optional<double> value(const Level& level, const std::string& column)
{
    const auto cut = column.rfind('_');
    auto id = replaced(column.substr(0, cut), "input_tokens", "prompt_tokens");
    id = replaced(id, "per_second", "per_s");
    return level.value(metric_from_text(id).value(), statistic_from_text(column.substr(cut + 1)).value());
}

inline std::string printed(std::optional<double> value, int decimals = 1)
{
    return value ? format_decimal(*value, decimals) : "--";
}

inline bool has_code(const Problems& problems, std::string_view code)
{
    return std::ranges::find(problems, code, &Problem::code) != problems.end();
}

} // namespace kneepoint::tests
