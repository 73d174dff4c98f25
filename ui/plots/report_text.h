// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/report.h"

#include <QTextDocument>

#include <memory>

namespace kneepoint::ui {

/// How a report is set: on paper always light.
enum class ReportPaper : std::uint8_t { print, screen_light, screen_dark };

/// The report as a Qt text document with its charts drawn as vectors, each when it first comes into sight.
std::unique_ptr<QTextDocument> report_text(const report::Document& document, ReportPaper paper);

} // namespace kneepoint::ui
