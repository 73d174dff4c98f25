// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace kneepoint::ui {

/// The example results: KNEEPOINT_EXAMPLES, else beside the installed program, else in the source tree. Empty when
/// there are none.
QString examples_folder();

} // namespace kneepoint::ui
