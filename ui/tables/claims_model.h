// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/claims/claims.h"

#include <QAbstractTableModel>
#include <QColor>

#include <vector>

namespace kneepoint::ui {

/// "✓ holds", "≈ rounded", "✗ contradicts", "? unchecked".
QString verdict_text(claims::Verdict verdict);
QColor verdict_colour(claims::Verdict verdict);

/// Claims of a document, one a row: line, verdict by sign and word as well as colour, stated, computed, text and
/// reason.
class ClaimsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column : int { line, verdict, stated, computed, text, why, column_count };

    using QAbstractTableModel::QAbstractTableModel;

    void set_claims(std::vector<claims::Claim> claims);
    const claims::Claim* claim(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<claims::Claim> m_claims;
};

} // namespace kneepoint::ui
