// SPDX-License-Identifier: GPL-3.0-or-later
#include "text_window.h"

#include "theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace kneepoint::ui {

void show_text(QWidget* parent, const QString& title, const QString& text)
{
    auto* window = new QDialog(parent);
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->setWindowTitle(title);
    window->resize(100 * grid_unit, 75 * grid_unit);
    auto* column = new QVBoxLayout(window);
    auto* view = new QPlainTextEdit(window);
    view->setReadOnly(true);
    view->setLineWrapMode(QPlainTextEdit::NoWrap);
    view->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    view->setPlainText(text);
    view->setAccessibleName(title);
    column->addWidget(view);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, window);
    auto* copy = buttons->addButton(QWidget::tr("Copy"), QDialogButtonBox::ActionRole);
    QObject::connect(copy, &QPushButton::clicked, window, [text] { QApplication::clipboard()->setText(text); });
    QObject::connect(buttons, &QDialogButtonBox::rejected, window, &QDialog::close);
    column->addWidget(buttons);
    window->show();
}

} // namespace kneepoint::ui
