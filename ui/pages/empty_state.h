// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace kneepoint::ui {

class Session;

/// What a page shows when it has nothing to show: what is missing, what to do, and a button that opens the examples.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& headline, const QString& advice, Session& session, QWidget* parent = nullptr);
};

} // namespace kneepoint::ui
