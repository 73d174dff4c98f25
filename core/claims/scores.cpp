// SPDX-License-Identifier: GPL-3.0-or-later
#include "tidy.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace kneepoint::claims {

namespace {

bool is_mean_word(const std::string& word)
{
    static constexpr auto means =
        std::to_array<std::string_view>({"average", "avg", "mean", "overall", "score", "all", "tasks"});
    return std::ranges::find(means, std::string_view(word)) != means.end();
}

} // namespace

void name_scores(Table& table)
{
    int decimals = 0;
    bool known = false;
    for (const auto& column : table.columns) known = known || (column.family == Family::accuracy && !column.derived);
    if (!known) return;
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        if (table.columns[c].family == Family::accuracy)
            for (const auto& row : table.rows)
                if (const auto* figure = row.cells[c].figure()) decimals = std::max(decimals, figure->decimals);
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        auto& column = table.columns[c];
        if (!column.numeric || column.parameter || column.derived || column.family != Family::none ||
            (!column.unit.empty() && column.unit != "%"))
            continue;
        const bool mean = !column.words.empty() && std::ranges::all_of(column.words, is_mean_word);
        const bool alike = decimals > 0 && std::ranges::all_of(table.rows, [&](const Row& row) {
                               const auto* figure = row.cells[c].figure();
                               return !figure || (figure->decimals > 0 && figure->decimals <= decimals &&
                                                  figure->value >= 0 && figure->value <= 100);
                           });
        static const std::set<std::string, std::less<>> others = {"params", "parameters", "size",   "bits",  "bpw",
                                                                  "cost",   "price",      "stderr", "hours", "std"};
        const bool other =
            std::ranges::any_of(column.words, [&](const std::string& word) { return others.contains(word); });
        if (mean || (alike && !other)) column.family = Family::accuracy;
    }
}

} // namespace kneepoint::claims
