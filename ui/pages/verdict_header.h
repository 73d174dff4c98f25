// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QTextBrowser;

namespace kneepoint::ui {

class Session;

/// The answer before any setting: one or two sentences made by rule, and what one should know, counted and unfolded on
/// demand.
class VerdictHeader : public QWidget {
    Q_OBJECT
public:
    explicit VerdictHeader(Session& session, QWidget* parent = nullptr);

private:
    void update_text();
    void show_caveats(bool shown);

    Session& m_session;
    QLabel* m_headline;
    QLabel* m_details;
    QPushButton* m_unfold;
    QTextBrowser* m_caveats;
    qsizetype m_verdicts = 0, m_known = 0; ///< folded
};

} // namespace kneepoint::ui
