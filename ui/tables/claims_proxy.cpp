// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables/claims_proxy.h"

#include "shell/text.h"
#include "tables/claims_model.h"

namespace kneepoint::ui {

void ClaimsProxy::show(Shown shown, const QString& words)
{
    m_shown = shown;
    m_words = words.trimmed();
    invalidateFilter();
}

const claims::Claim* ClaimsProxy::claim(const QModelIndex& index) const
{
    const auto* model = static_cast<const ClaimsModel*>(sourceModel());
    return index.isValid() ? model->claim(mapToSource(index).row()) : nullptr;
}

bool ClaimsProxy::filterAcceptsRow(int row, const QModelIndex&) const
{
    const auto* claim = static_cast<const ClaimsModel*>(sourceModel())->claim(row);
    if (!claim) return false;
    if (m_shown == Shown::contradicting && claim->verdict != claims::Verdict::contradicts) return false;
    if (m_shown == Shown::not_holding && claim->verdict == claims::Verdict::holds) return false;
    return m_words.isEmpty() || qt(claim->text + " " + claim->why).contains(m_words, Qt::CaseInsensitive);
}

} // namespace kneepoint::ui
