// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan_file.h"

#include "kneepoint/base/file.h"

namespace kneepoint::app {

Result<runs::Plan> plan_of(const std::string& file)
{
    const auto content = read_file(file, 1 << 20);
    if (!content) return std::unexpected(content.error());
    auto plan = runs::read_plan(*content);
    if (plan) return plan;
    auto error = plan.error();
    error.place = error.place.empty() ? file : file + " › " + error.place;
    return std::unexpected(std::move(error));
}

Result<runs::Plan> valid_plan_of(const std::string& file)
{
    auto plan = plan_of(file);
    if (!plan) return plan;
    const auto problems = runs::validate(*plan);
    if (problems.empty()) return plan;
    return failure(ErrorKind::invalid, problems.front().text, file + " › " + problems.front().field);
}

} // namespace kneepoint::app
