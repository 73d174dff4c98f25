// SPDX-License-Identifier: GPL-3.0-or-later
#include "csv_rows.h"

#include <csv.h>

#include <memory>
#include <utility>

namespace kneepoint::import {

namespace {

constexpr std::size_t cells_limit = 1'000'000;

struct Collected {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> row;
    std::size_t cells = 0;
};

// Called from C, which no exception may cross: memory that runs out ends the program. What is kept is at most the text
// itself and a bounded number of cells.
void on_cell(void* bytes, std::size_t size, void* collected) noexcept
{
    auto& to = *static_cast<Collected*>(collected);
    if (++to.cells > cells_limit) return;
    to.row.emplace_back(bytes ? static_cast<const char*>(bytes) : "", size);
}

void on_row(int, void* collected) noexcept
{
    auto& to = *static_cast<Collected*>(collected);
    if (to.cells <= cells_limit) to.rows.push_back(std::exchange(to.row, {}));
}

} // namespace

Result<std::vector<std::vector<std::string>>> csv_rows(std::string_view text)
{
    csv_parser parser{};
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0)
        return failure(ErrorKind::io, "The reader of CSV files could not be started.");
    const std::unique_ptr<csv_parser, decltype(&csv_free)> owner(&parser, &csv_free);
    Collected collected;
    const auto read = csv_parse(&parser, text.data(), text.size(), on_cell, on_row, &collected);
    const auto line = "row " + std::to_string(collected.rows.size() + 1);
    if (read != text.size())
        return failure(ErrorKind::unreadable, "A quoted cell is damaged; write the CSV file again.", line);
    if (csv_fini(&parser, on_cell, on_row, &collected) != 0)
        return failure(ErrorKind::unreadable, "The CSV file ends inside a quoted cell; copy the whole file.", line);
    if (collected.cells > cells_limit)
        return failure(ErrorKind::too_large, "The CSV file has more than a million cells, which no report has.");
    return std::move(collected.rows);
}

} // namespace kneepoint::import
