// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/log_view.h"

#include "theme/theme.h"

#include <QFontDatabase>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTextBlock>
#include <QToolButton>
#include <QVBoxLayout>

namespace kneepoint::ui {

namespace {

// One piece is laid out and painted, or searched, in well under a frame of 16 ms.
constexpr qsizetype piece_characters = 16'384;
constexpr int piece_lines = 150;
constexpr int piece_interval = 16; ///< ms
constexpr int searched_blocks = 500;
constexpr int most_found = 5000; ///< counted
constexpr int most_marked = 200;

QStringView first_piece(const QString& text)
{
    const auto part = QStringView(text).left(piece_characters);
    qsizetype end = 0;
    for (int line = 0; line < piece_lines; ++line) {
        const auto found = part.indexOf(QLatin1Char('\n'), end);
        if (found < 0) return part;
        end = found + 1;
    }
    return part.left(end);
}

} // namespace

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
    m_pieces.setInterval(piece_interval);
    connect(&m_pieces, &QTimer::timeout, this, &LogView::write_piece);
    m_finding.setInterval(0);
    connect(&m_finding, &QTimer::timeout, this, &LogView::find_piece);
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
    m_waiting.clear();
    m_pieces.stop();
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

void LogView::add(const LogLines::Addition& addition)
{
    if (addition.continues && addition.text.isEmpty()) return;
    if (!addition.continues) {
        const bool line_open = m_text->document()->lastBlock().length() > 1;
        m_waiting = (line_open ? QStringLiteral("\n") : QString()) +
                    tr("(lines passed over; the job's files have them)") + QLatin1Char('\n');
    }
    m_waiting += addition.text;
    write_piece();
}

/// Who reads at the end stays there; who has scrolled up is left alone.
void LogView::write_piece()
{
    m_finding.stop(); // lines move; it begins anew
    const auto piece = first_piece(m_waiting);
    auto* bar = m_text->verticalScrollBar();
    const bool follows = bar->value() >= bar->maximum();
    QTextCursor end(m_text->document());
    end.movePosition(QTextCursor::End);
    end.insertText(piece.toString());
    m_waiting.remove(0, piece.size());
    if (follows) bar->setValue(bar->maximum());
    if (!m_waiting.isEmpty()) {
        if (!m_pieces.isActive()) m_pieces.start();
        return;
    }
    m_pieces.stop();
    if (!m_search->text().isEmpty()) find_all();
}

void LogView::find_all()
{
    m_found_so_far = {.block = m_text->document()->lastBlock().blockNumber()};
    m_finding.start();
    find_piece();
}

/// From the end, where the marks matter most. By hand: QTextDocument::find makes a cursor for each that it finds.
void LogView::find_piece()
{
    auto& [number, count, marks] = m_found_so_far;
    const auto words = m_search->text();
    auto block = m_text->document()->findBlockByNumber(number);
    for (int searched = 0; block.isValid() && searched < searched_blocks; ++searched, block = block.previous()) {
        const auto line = block.text();
        for (auto at = words.isEmpty() ? -1 : line.indexOf(words, 0, Qt::CaseInsensitive); at >= 0;
             at = line.indexOf(words, at + words.size(), Qt::CaseInsensitive))
            if (++count <= most_marked) marks.append(mark(block.position() + static_cast<int>(at), words.size()));
    }
    number = block.isValid() ? block.blockNumber() : -1;
    if (number >= 0 && count < most_found && !words.isEmpty()) return; // the timer goes on with it
    m_finding.stop();
    m_text->setExtraSelections(marks);
    m_found->setText(words.isEmpty()       ? QString()
                     : count == 0          ? tr("not found")
                     : count >= most_found ? tr("%1 found or more").arg(most_found)
                                           : tr("%1 found").arg(count));
}

QTextEdit::ExtraSelection LogView::mark(int position, qsizetype length) const
{
    auto ground = Theme::current().accent;
    ground.setAlphaF(0.3F);
    QTextEdit::ExtraSelection mark;
    mark.format.setBackground(ground);
    mark.cursor = QTextCursor(m_text->document());
    mark.cursor.setPosition(position);
    mark.cursor.setPosition(position + static_cast<int>(length), QTextCursor::KeepAnchor);
    return mark;
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
