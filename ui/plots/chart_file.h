// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/report/chart.h"

#include <QByteArray>
#include <QSize>
#include <QString>

namespace kneepoint::ui {

enum class PictureFormat : std::uint8_t { svg, png, pdf };

/// Draws a chart of either form into a picture, in the light theme unless told; the same chart gives the same bytes.
/// Needs a QApplication (the offscreen platform will do), on its thread.
Result<QByteArray> render_chart(const report::Chart& chart, PictureFormat format, QSize size = {960, 600}, bool dark = false);
/// The format by the file's ending. @error invalid for another ending, io when the file cannot be written
Result<void> write_chart(const report::Chart& chart, const QString& file, QSize size = {960, 600}, bool dark = false);

} // namespace kneepoint::ui
