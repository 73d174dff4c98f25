// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>
#include <QStringList>

class QTextBrowser;

namespace kneepoint::ui {

/// Counts what there is to read, "2 things to know ▸", and unfolds it below. Not there when there is nothing.
class FoldButton : public QPushButton {
    Q_OBJECT
public:
    /// @param name for assistive technology, of the button and of the text
    explicit FoldButton(const QString& name, QWidget* parent = nullptr);

    QTextBrowser* unfolded() const { return m_text; } ///< to be put where it shall unfold
    /// @param counts what the button says, in parts: "2 inconclusive", "1 thing to know"
    /// @param lines Markdown, one an entry
    void set_content(const QStringList& counts, const QStringList& lines);

private:
    void fold();

    QTextBrowser* m_text;
    QString m_counts;
};

} // namespace kneepoint::ui
