// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;

namespace kneepoint::ui {

class FoldButton;

/// The head of a page, the answer before any setting: one large sentence, what belongs to it, and a button that counts
/// what else there is to read and unfolds it below. Parts without words are not there.
class PageHead : public QWidget {
    Q_OBJECT
public:
    /// What its parts are to assistive technology.
    struct Names {
        QString headline, details;
        QString rest; ///< empty: nothing unfolds
    };
    /// @param format of the details; of the headline it is Markdown where that of the details is
    PageHead(const Names& names, Qt::TextFormat format, QWidget* parent);

    /// @param counts what the button says, in parts: "2 inconclusive"
    /// @param rest what it unfolds: Markdown, one an entry
    void say(const QString& headline, const QString& details, const QStringList& counts = {},
             const QStringList& rest = {});
    void set_details_name(const QString& object_name);
    void set_details_hint(const QString& on_hover);

private:
    QLabel* m_headline;
    QLabel* m_details;
    FoldButton* m_rest; ///< null where nothing unfolds
};

} // namespace kneepoint::ui
