// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/claims/claims.h"

#include <QTextBrowser>

namespace kneepoint::ui {

/// One claim: its verdict and reason, the rows behind it, and the lines of the document around it.
class ClaimDetails : public QTextBrowser {
    Q_OBJECT
public:
    explicit ClaimDetails(QWidget* parent = nullptr);
    /// @param claim null: says that one can be selected
    /// @param document its lines
    void show_claim(const claims::Claim* claim, const QStringList& document);
};

} // namespace kneepoint::ui
