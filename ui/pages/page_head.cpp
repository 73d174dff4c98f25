// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/page_head.h"

#include "pages/fold_button.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QTextBrowser>

namespace kneepoint::ui {

PageHead::PageHead(const Names& names, Qt::TextFormat format, QWidget* parent)
    : QWidget(parent), m_headline(new QLabel(this)), m_details(new QLabel(this)),
      m_rest(names.rest.isEmpty() ? nullptr : new FoldButton(names.rest, this))
{
    m_headline->setFont(headline_font(m_headline->font()));
    m_headline->setAccessibleName(names.headline);
    m_details->setAccessibleName(names.details);
    for (auto* label : {m_headline, m_details}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setTextFormat(format);
    }
    auto* second = new QHBoxLayout;
    second->addWidget(m_details, 1);
    if (m_rest) second->addWidget(m_rest, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid_unit / 2);
    layout->addWidget(m_headline);
    layout->addLayout(second);
    if (m_rest) layout->addWidget(m_rest->unfolded());
}

void PageHead::say(const QString& headline, const QString& details, const QStringList& counts, const QStringList& rest)
{
    m_headline->setText(headline);
    m_headline->setVisible(!headline.isEmpty());
    m_details->setText(details);
    m_details->setVisible(!details.isEmpty() || !counts.isEmpty()); // an empty one keeps the button at the right
    if (m_rest) m_rest->set_content(counts, rest);
}

void PageHead::set_details_name(const QString& object_name)
{
    m_details->setObjectName(object_name);
}

void PageHead::set_details_hint(const QString& on_hover)
{
    m_details->setToolTip(on_hover);
}

} // namespace kneepoint::ui
