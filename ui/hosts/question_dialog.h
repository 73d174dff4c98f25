// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/askpass.h"

#include <QDialog>

class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace kneepoint::ui {

class ToneLabel;

/// One question of ssh. A host key is shown with its fingerprint, which can be compared with one that is pasted;
/// refusing is what Enter and Escape do then. What is secret is not shown while it is typed.
class QuestionDialog : public QDialog {
    Q_OBJECT
public:
    explicit QuestionDialog(hosts::Question question, QWidget* parent = nullptr);

    std::string answer() const; ///< of an accepted dialog

private:
    void build_host_key(QVBoxLayout& column);
    void build_secret(QVBoxLayout& column);
    void build_notice();
    void compare();
    QLabel* add_words(QVBoxLayout& column, const QString& words);

    hosts::Question m_question;
    QDialogButtonBox* m_buttons;
    QPushButton* m_accept = nullptr;
    QLineEdit* m_line = nullptr; ///< the secret, or the fingerprint to compare with
    ToneLabel* m_compared = nullptr;
};

} // namespace kneepoint::ui
