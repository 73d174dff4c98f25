// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/log_view.h"

#include "theme/theme.h"

#include <QFontDatabase>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace kneepoint::ui {

LogView::LogView(QWidget* parent)
    : QWidget(parent), m_text(new QPlainTextEdit(this)), m_search(new QLineEdit(this)), m_found(new QLabel(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid_unit);
    column->addWidget(build_search());
    column->addWidget(m_text, 1);
    m_text->setObjectName(QStringLiteral("job-log"));
    m_text->setAccessibleName(tr("Log of the job"));
    m_text->setReadOnly(true);
    m_text->setUndoRedoEnabled(false);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setMaximumBlockCount(LogLines::most_lines);
    m_text->setPlaceholderText(tr("Nothing was written yet."));
    m_rate.setSingleShot(true);
    m_rate.setInterval(250);
    connect(&m_rate, &QTimer::timeout, this, [this] {
        if (m_stale) read();
    });
}

QWidget* LogView::build_search()
{
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid_unit);
    auto* title = new QLabel(tr("Log"), bar);
    auto font = title->font();
    font.setBold(true);
    title->setFont(font);
    row->addWidget(title);
    row->addStretch(1);
    m_found->setForegroundRole(QPalette::PlaceholderText);
    row->addWidget(m_found);
    m_search->setPlaceholderText(tr("Search the log"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(32 * grid_unit);
    row->addWidget(m_search, 1);
    for (const bool backwards : {true, false}) {
        auto* step = new QToolButton(bar);
        step->setArrowType(backwards ? Qt::UpArrow : Qt::DownArrow);
        step->setAutoRaise(true);
        step->setToolTip(backwards ? tr("Found before") : tr("Found after"));
        step->setAccessibleName(step->toolTip());
        connect(step, &QToolButton::clicked, this, [this, backwards] { find(backwards); });
        row->addWidget(step);
    }
    connect(m_search, &QLineEdit::textChanged, this, &LogView::find_all);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { find(true); });
    return bar;
}

void LogView::set_source(std::function<QString()> read)
{
    m_read = std::move(read);
    m_lines.forget();
    m_text->clear();
    m_rate.stop();
    m_stale = true;
    if (isVisible()) this->read();
}

void LogView::grew()
{
    m_stale = true;
    if (isVisible() && !m_rate.isActive()) read();
}

void LogView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale) read();
}

void LogView::focus_search()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void LogView::read()
{
    m_stale = false;
    m_rate.start();
    if (!m_read) return;
    ++m_readings;
    add(m_lines.take(m_read()));
}

/// Who reads at the end stays there; who has scrolled up is left alone.
void LogView::add(const LogLines::Addition& addition)
{
    if (addition.continues && addition.text.isEmpty()) return;
    auto* bar = m_text->verticalScrollBar();
    const bool follows = bar->value() >= bar->maximum();
    if (addition.continues) {
        QTextCursor end(m_text->document());
        end.movePosition(QTextCursor::End);
        end.insertText(addition.text);
    } else {
        m_text->setPlainText(tr("(what came before is in the job's files)") + QLatin1Char('\n') + addition.text);
    }
    if (follows) bar->setValue(bar->maximum());
    if (!m_search->text().isEmpty()) find_all();
}

void LogView::find_all()
{
    constexpr qsizetype most_marked = 500;
    QList<QTextEdit::ExtraSelection> marks;
    qsizetype found = 0;
    const auto words = m_search->text();
    QTextCharFormat format;
    auto ground = Theme::current().accent;
    ground.setAlphaF(0.3F);
    format.setBackground(ground);
    QTextCursor at(m_text->document());
    at.movePosition(QTextCursor::End);
    while (!words.isEmpty()) { // from the end, where the marks matter most
        at = m_text->document()->find(words, at, QTextDocument::FindBackward);
        if (at.isNull()) break;
        if (++found <= most_marked) marks.append({at, format});
        if (found == LogLines::most_lines) break;
    }
    m_text->setExtraSelections(marks);
    m_found->setText(words.isEmpty() ? QString() : found == 0 ? tr("not found") : tr("%1 found").arg(found));
}

void LogView::find(bool backwards)
{
    const auto words = m_search->text();
    if (words.isEmpty()) return;
    const auto flags = backwards ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    if (m_text->find(words, flags)) return;
    m_text->moveCursor(backwards ? QTextCursor::End : QTextCursor::Start); // and round again
    m_text->find(words, flags);
}

} // namespace kneepoint::ui
