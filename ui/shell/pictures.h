// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <QSize>
#include <QStringList>

class QApplication;

namespace kneepoint::ui {

/// Takes pictures of the real window: every page with these results, light and dark ("compare-light.png"), and the
/// window before anything is opened. Works on the offscreen platform; for documentation and review.
/// @error io when the results are not read within a minute or a picture cannot be written
Result<QStringList> take_pictures(QApplication& application, const QStringList& results, const QString& folder,
                                  QSize size = {1440, 900});

} // namespace kneepoint::ui
