// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/run.h"

#include <QWidget>

#include <optional>

class QLabel;
class QVBoxLayout;

namespace kneepoint::ui {

class Session;

/// What a page shows when it has nothing to show: what is missing, what to do, and buttons that do it: the pairs of
/// its kind that were found though another one is in sight, else open a folder or the examples.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& headline, const QString& advice, Session& session, std::optional<RunKind> kind = {},
               QWidget* parent = nullptr);

private:
    void add_buttons();
    void offer_pairs();

    Session& m_session;
    std::optional<RunKind> m_kind;
    QString m_advice;
    QLabel* m_text;
    QVBoxLayout* m_layout;
    QWidget* m_open;
    QWidget* m_pairs = nullptr;
};

} // namespace kneepoint::ui
