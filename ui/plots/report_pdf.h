// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/report/report.h"

#include <QByteArray>

namespace kneepoint::ui {

/// The report as PDF, A4, with its charts as vectors; the same document gives the same bytes. Needs a QApplication, on
/// its thread.
Result<QByteArray> report_pdf(const report::Document& document);

} // namespace kneepoint::ui
