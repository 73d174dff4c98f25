// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/report/chart.h"

#include <QByteArray>
#include <QSize>

#include <cstdint>
#include <filesystem>

namespace kneepoint::ui {

enum class PictureFormat : std::uint8_t { svg, png, pdf };

/// Draws a chart of either form into a picture with its title, legend and notes, in the light theme unless told; the
/// same chart gives the same bytes. A bar chart whose categories need more height than `size` has grows in height. A
/// PNG has two pixels for each unit of `size`, for screens and print of high density. Needs a QApplication (the
/// offscreen platform will do), on its thread.
/// @error invalid for an empty size or one beyond 10,000 on a side
Result<QByteArray> render_chart(const report::Chart& chart, PictureFormat format, QSize size = {960, 600},
                                bool dark = false);
/// By the file's ending. @error invalid for another ending
Result<PictureFormat> picture_format_of(const std::filesystem::path& file);
/// The format by the file's ending. @error as picture_format_of() and write_file()
Result<void> write_chart(const report::Chart& chart, const std::filesystem::path& file, QSize size = {960, 600},
                         bool dark = false);

} // namespace kneepoint::ui
