// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/report/report.h"

#include <QByteArray>

#include <string>
#include <utility>
#include <vector>

namespace kneepoint::ui {

/// The report as PDF, A4, with its charts as vectors; the same document gives the same bytes. Needs a QApplication;
/// may run on any thread.
/// @param pictures SVG by the figures' file stems; without any the figures are left out
Result<QByteArray> report_pdf(const report::Document& document,
                              const std::vector<std::pair<std::string, std::string>>& pictures);

} // namespace kneepoint::ui
