// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tables/table_proxy.h"

#include "kneepoint/claims/claims.h"

namespace kneepoint::ui {

/// Claims by verdict and by words in the claim or its reason.
class ClaimsProxy : public TableProxy {
    Q_OBJECT
public:
    enum class Shown : int { not_holding, all, contradicting };

    using TableProxy::TableProxy;

    void show(Shown shown, const QString& words);
    const claims::Claim* claim(const QModelIndex& index) const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    Shown m_shown = Shown::not_holding;
    QString m_words;
};

} // namespace kneepoint::ui
