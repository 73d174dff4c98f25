// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace kneepoint::ui {

/// A PDF of QPdfWriter with its creation date replaced by a fixed one of the same length, so that the same content
/// gives the same bytes and no offset in the file moves.
QByteArray with_fixed_dates(QByteArray pdf);

} // namespace kneepoint::ui
