// SPDX-License-Identifier: GPL-3.0-or-later
#include "kinds.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

bool is_kind(std::string_view name, std::span<const KindInfo> kinds)
{
    return std::ranges::find(kinds, name, &KindInfo::name) != kinds.end();
}

std::unexpected<Error> unknown_kind(std::string_view what, std::string_view name, std::span<const KindInfo> kinds)
{
    std::vector<std::string> names;
    for (const auto& kind : kinds) names.emplace_back(kind.name);
    return failure(ErrorKind::invalid, fmt::format("There is no {} kind \"{}\". Choose one of {}.", what,
                                                   one_line(name), join(names, ", ")));
}

} // namespace kneepoint::report
