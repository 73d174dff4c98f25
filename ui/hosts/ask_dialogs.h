// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/askpass.h"

#include <QHash>
#include <QObject>
#include <QPointer>

class QDialog;
class QWidget;

namespace kneepoint::ui {

/// Shows ssh's questions in windows that hold up nothing. A question whose window is closed is answered with no; one
/// that ssh withdraws goes by itself. Answers are passed on and kept nowhere.
class AskDialogs : public QObject {
    Q_OBJECT
public:
    explicit AskDialogs(QWidget* window);
    ~AskDialogs() override;

    void ask(const hosts::Question& question, const hosts::Askpass::Answer& answer);
    void withdraw(int question);

private:
    QPointer<QWidget> m_window;
    QHash<int, QPointer<QDialog>> m_open;
};

/// "SHA256:..." without blanks around it and without what some tools write before or after it.
QString bare_fingerprint(const QString& text);

} // namespace kneepoint::ui
