// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_palette.h"

#include "theme/theme.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPointer>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace kneepoint::ui {

namespace {

constexpr int detail_role = Qt::UserRole + 1;
constexpr int index_role = Qt::UserRole + 2;

class WordFilter : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void set_words(const QString& words)
    {
        m_words = words;
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        const auto index = sourceModel()->index(row, 0, parent);
        return matches_words(index.data().toString() + QLatin1Char(' ') + index.data(detail_role).toString(), m_words);
    }

private:
    QString m_words;
};

/// The text at the left, the detail faint at the right.
class CommandDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& theme = Theme::current();
        const bool selected = option.state & QStyle::State_Selected;
        const auto colour = selected ? option.palette.color(QPalette::HighlightedText) : theme.text;
        if (selected) painter->fillRect(option.rect, option.palette.color(QPalette::Highlight));
        const auto area = option.rect.adjusted(2 * grid_unit, 0, -2 * grid_unit, 0);
        const auto detail = index.data(detail_role).toString();
        const auto detail_width = std::min(option.fontMetrics.horizontalAdvance(detail) + 2, area.width() / 2);
        painter->setPen(selected ? colour : theme.faint);
        painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(detail, Qt::ElideMiddle, detail_width));
        const bool enabled = index.flags() & Qt::ItemIsEnabled;
        painter->setPen(enabled ? colour : theme.faint);
        const auto room = area.width() - detail_width - grid_unit;
        painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, room));
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {0, option.fontMetrics.height() + grid_unit + 4};
    }
};

} // namespace

bool matches_words(const QString& text, const QString& filter)
{
    const auto words = filter.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (std::ranges::all_of(words, [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); }))
        return true;
    QString initials;
    for (const auto& word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) initials += word.front();
    return words.size() == 1 && initials.startsWith(words.front(), Qt::CaseInsensitive);
}

CommandPalette::CommandPalette(QWidget* window)
    : QFrame(window), m_line(new QLineEdit(this)), m_list(new QListView(this)), m_model(new QStandardItemModel(this)),
      m_filter(new WordFilter(this))
{
    setObjectName(QStringLiteral("command-palette"));
    setAccessibleName(tr("Command palette"));
    m_line->setPlaceholderText(tr("Find an action, a page, a run"));
    m_line->setAccessibleName(m_line->placeholderText());
    m_line->setFrame(false);
    m_line->setClearButtonEnabled(true);
    m_filter->setSourceModel(m_model);
    m_list->setModel(m_filter);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(tr("Commands"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, grid_unit, 1, grid_unit);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(grid_unit, 0, grid_unit, 0);
    row->addWidget(m_line);
    column->addLayout(row);
    column->addWidget(m_list);
    m_line->installEventFilter(this);
    window->installEventFilter(this);
    connect(m_line, &QLineEdit::textChanged, this, [this](const QString& text) {
        static_cast<WordFilter*>(m_filter)->set_words(text);
        move_by(0);
    });
    connect(m_list, &QListView::clicked, this, &CommandPalette::run_current);
    hide();
}

void CommandPalette::open(std::vector<Command> commands)
{
    m_commands = std::move(commands);
    m_model->clear();
    for (std::size_t i = 0; i < m_commands.size(); ++i) {
        auto* item = new QStandardItem(m_commands[i].text);
        item->setData(m_commands[i].detail, detail_role);
        item->setData(static_cast<int>(i), index_role);
        item->setData(m_commands[i].text + QStringLiteral(", ") + m_commands[i].detail, Qt::AccessibleTextRole);
        item->setEnabled(m_commands[i].enabled);
        m_model->appendRow(item);
    }
    m_focus_before = window()->focusWidget();
    m_line->clear();
    static_cast<WordFilter*>(m_filter)->set_words({});
    move_by(0);
    place();
    show();
    raise();
    m_line->setFocus(Qt::ShortcutFocusReason);
}

QStringList CommandPalette::listed() const
{
    QStringList texts;
    for (int row = 0; row < m_filter->rowCount(); ++row) texts << m_filter->index(row, 0).data().toString();
    return texts;
}

void CommandPalette::run_current()
{
    const auto index = m_list->currentIndex();
    if (!index.isValid() || !(index.flags() & Qt::ItemIsEnabled)) return;
    const auto run = m_commands[static_cast<std::size_t>(index.data(index_role).toInt())].run;
    close_palette();
    run();
}

void CommandPalette::close_palette()
{
    hide();
    if (m_focus_before) m_focus_before->setFocus(Qt::OtherFocusReason);
    m_focus_before = nullptr;
}

/// To the next row that can be chosen; 0 stays on one that still is in sight.
void CommandPalette::move_by(int rows)
{
    const auto count = m_filter->rowCount();
    if (count == 0) return;
    auto row = std::max(0, m_list->currentIndex().row());
    if (rows == 0) row = -1;
    const auto step = rows < 0 ? -1 : 1;
    for (int tries = 0; tries < count; ++tries) {
        row = (row + step + count) % count;
        if (m_filter->flags(m_filter->index(row, 0)) & Qt::ItemIsEnabled) break;
    }
    m_list->setCurrentIndex(m_filter->index(row, 0));
}

bool CommandPalette::eventFilter(QObject* object, QEvent* event)
{
    if (object == parent() && event->type() == QEvent::Resize && isVisible()) place();
    if (object != m_line) return false;
    if (event->type() == QEvent::FocusOut && !m_list->underMouse()) {
        m_focus_before = nullptr; // the user went elsewhere: do not pull the focus back
        hide();
    }
    if (event->type() != QEvent::KeyPress) return false;
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Down:
        move_by(1);
        return true;
    case Qt::Key_Up:
        move_by(-1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        run_current();
        return true;
    case Qt::Key_Escape:
        close_palette();
        return true;
    default:
        return false;
    }
}

void CommandPalette::place()
{
    const auto* window = parentWidget();
    const int width = std::min(window->width() - 4 * grid_unit, 80 * grid_unit);
    const int height = std::min(window->height() - 16 * grid_unit, 58 * grid_unit);
    setGeometry((window->width() - width) / 2, 8 * grid_unit, width, height);
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    const auto& theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.panel);
    painter.setPen(theme.line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace kneepoint::ui
