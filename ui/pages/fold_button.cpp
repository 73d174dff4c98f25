// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/fold_button.h"

#include "theme/theme.h"

#include <QTextBrowser>

namespace kneepoint::ui {

FoldButton::FoldButton(const QString& name, QWidget* parent) : QPushButton(parent), m_text(new QTextBrowser(parent))
{
    setFlat(true);
    setCheckable(true);
    setCursor(Qt::PointingHandCursor);
    setAccessibleName(name);
    m_text->setAccessibleName(name);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setMaximumHeight(18 * grid_unit);
    connect(this, &QPushButton::toggled, this, &FoldButton::fold);
    set_content({}, {});
}

void FoldButton::set_content(const QStringList& counts, const QStringList& lines)
{
    m_counts = counts.join(QStringLiteral(", "));
    m_text->setMarkdown(lines.isEmpty() ? QString() : QStringLiteral("- ") + lines.join(QStringLiteral("\n- ")));
    setVisible(!m_counts.isEmpty() && !lines.isEmpty());
    fold();
}

void FoldButton::fold()
{
    setText(m_counts + (isChecked() ? QStringLiteral(" ▾") : QStringLiteral(" ▸")));
    setAccessibleDescription(m_counts);
    m_text->setVisible(isChecked() && !m_counts.isEmpty());
}

} // namespace kneepoint::ui
