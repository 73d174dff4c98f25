// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables/claims_model.h"

#include "shell/text.h"
#include "tables/roles.h"
#include "theme/theme.h"

#include <utility>

namespace kneepoint::ui {

namespace {

/// One line for a cell; the whole is told beside the table.
QString shortened(std::string_view text)
{
    constexpr int most = 160;
    const auto whole = qt(text).simplified();
    return whole.size() > most ? whole.left(most - 1) + QChar(0x2026) : whole;
}

} // namespace

QString verdict_text(claims::Verdict verdict)
{
    switch (verdict) {
    case claims::Verdict::holds:
        return ClaimsModel::tr("✓ holds");
    case claims::Verdict::rounded:
        return ClaimsModel::tr("≈ rounded");
    case claims::Verdict::contradicts:
        return ClaimsModel::tr("✗ contradicts");
    case claims::Verdict::unchecked:
        return ClaimsModel::tr("? unchecked");
    }
    return {};
}

QColor verdict_colour(claims::Verdict verdict)
{
    const auto& theme = Theme::current();
    switch (verdict) {
    case claims::Verdict::holds:
        return theme.better;
    case claims::Verdict::contradicts:
        return theme.worse;
    case claims::Verdict::rounded:
        return theme.text;
    case claims::Verdict::unchecked:
        return theme.faint;
    }
    return theme.text;
}

void ClaimsModel::set_claims(std::vector<claims::Claim> claims)
{
    beginResetModel();
    m_claims = std::move(claims);
    endResetModel();
}

const claims::Claim* ClaimsModel::claim(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    return row >= 0 && at < m_claims.size() ? &m_claims[at] : nullptr;
}

int ClaimsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_claims.size());
}

int ClaimsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : column_count;
}

QVariant ClaimsModel::data(const QModelIndex& index, int role) const
{
    const auto* claim = this->claim(index.row());
    if (!claim) return {};
    if (role == Qt::TextAlignmentRole) return headerData(index.column(), Qt::Horizontal, role);
    if (role == Qt::ForegroundRole && index.column() == verdict) return verdict_colour(claim->verdict);
    if (role == why_role) return qt(claim->why);
    if (role == Qt::ToolTipRole) return qt(index.column() == text ? claim->text : claim->why);
    if (role == sort_role && index.column() == line) return static_cast<double>(claim->line);
    if (role == sort_role && index.column() == verdict) return -static_cast<double>(claim->verdict);
    if (role != Qt::DisplayRole && role != sort_role) return {};
    switch (index.column()) {
    case line:
        return QString::number(claim->line);
    case verdict:
        return verdict_text(claim->verdict);
    case stated:
        return shortened(claim->stated);
    case computed:
        return shortened(claim->computed_text);
    case text:
        return shortened(claim->text);
    case why:
        return shortened(claim->why);
    default:
        return {};
    }
}

QVariant ClaimsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) return {};
    // What is stated is often more than a figure: "60-85 %", "1.43 for the T4".
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == line ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case line:
        return tr("Line");
    case verdict:
        return tr("Verdict");
    case stated:
        return tr("Stated");
    case computed:
        return tr("Computed");
    case text:
        return tr("Claim");
    case why:
        return tr("Why");
    default:
        return {};
    }
}

} // namespace kneepoint::ui
