// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/report/report.h"

#include <QTextDocument>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kneepoint::ui {

/// The report as a Qt text document for the screen, each chart drawn when it first comes into sight. Needs the window's
/// thread.
std::unique_ptr<QTextDocument> screen_text(const report::Document& document, bool dark);
/// For paper, with charts that were drawn before; may be made and printed on any thread.
/// @param pictures SVG by the figures' file stems; without any the figures are left out
std::unique_ptr<QTextDocument> print_text(const report::Document& document,
                                          const std::vector<std::pair<std::string, std::string>>& pictures);

} // namespace kneepoint::ui
