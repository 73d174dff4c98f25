// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QString>

#include <functional>
#include <vector>

class QLineEdit;
class QListView;
class QSortFilterProxyModel;
class QStandardItemModel;

namespace kneepoint::ui {

/// One line of the palette.
struct Command {
    QString text;
    QString detail; ///< shortcut, or where it leads
    std::function<void()> run;
    bool enabled = true;
};

/// A list of everything that can be done, filtered while typing: words in any order, also their first letters.
/// Child of the window it floats above; Up, Down, Enter and Esc work from the line.
class CommandPalette : public QFrame {
    Q_OBJECT
public:
    explicit CommandPalette(QWidget* window);

    void open(std::vector<Command> commands);
    QStringList listed() const; ///< texts in sight
    void run_current();

protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void place();
    void close_palette();
    void move_by(int rows);

    std::vector<Command> m_commands;
    QLineEdit* m_line;
    QListView* m_list;
    QStandardItemModel* m_model;
    QSortFilterProxyModel* m_filter;
    QWidget* m_focus_before = nullptr;
};

/// Whether each word of the filter begins somewhere in the text, or its letters are the initials of the text's words.
bool matches_words(const QString& text, const QString& filter);

} // namespace kneepoint::ui
