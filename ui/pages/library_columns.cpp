// SPDX-License-Identifier: GPL-3.0-or-later
#include "library_columns.h"

#include <QHeaderView>
#include <QTreeView>

#include <algorithm>
#include <array>
#include <cstddef>

namespace kneepoint::ui {

namespace {

/// A column of library_columns() with the widths it can do with and should not exceed, in pixels.
struct Column {
    int section;
    int least, most;
};

/// The most telling first: found, model, measured, scheme, tool; then, where there is room, file, started, format.
constexpr auto columns = std::to_array<Column>({{0, 200, 320},
                                                {1, 110, 240},
                                                {3, 125, 190},
                                                {2, 85, 130},
                                                {4, 95, 150},
                                                {7, 110, 500},
                                                {6, 120, 150},
                                                {5, 80, 150}});
constexpr std::size_t always = 5;

} // namespace

void fit_library_columns(QTreeView& tree)
{
    auto& header = *tree.header();
    int room = tree.viewport()->width();
    std::array<int, columns.size()> wanted{}, given{};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        header.setSectionHidden(columns[i].section, false);
        tree.resizeColumnToContents(columns[i].section);
        wanted[i] = std::min(header.sectionSize(columns[i].section), columns[i].most);
    }
    const auto give = [&](std::size_t i, int width) {
        room -= width - given[i];
        given[i] = width;
    };
    const auto grow = [&](std::size_t from, std::size_t to) {
        for (auto i = from; i < to; ++i)
            if (given[i] > 0) give(i, given[i] + std::clamp(room, 0, wanted[i] - given[i]));
    };
    const auto least = [&](std::size_t i) { return std::min(wanted[i], columns[i].least); };
    for (std::size_t i = 0; i < always; ++i) give(i, least(i));
    grow(0, always);
    for (auto i = always; i < columns.size(); ++i)
        if (least(i) <= room) give(i, least(i));
    grow(always, columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        header.resizeSection(columns[i].section, given[i]);
        header.setSectionHidden(columns[i].section, given[i] == 0);
    }
}

} // namespace kneepoint::ui
