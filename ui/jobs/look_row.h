// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/job.h"

#include <QWidget>

#include <cstddef>

class QAction;

namespace kneepoint::ui {

class ToneLabel;

/// The button that looks on all hosts for jobs that were started elsewhere, and below it what came of that.
class LookRow : public QWidget {
    Q_OBJECT
public:
    explicit LookRow(QAction* action, QWidget* parent = nullptr);
    /// @param found how many jobs that were started elsewhere are known of
    void show_look(const runs::LookAround& look, std::size_t found);

private:
    ToneLabel* m_words;
};

} // namespace kneepoint::ui
