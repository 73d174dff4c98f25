// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosts/question_dialog.h"

#include "hosts/ask_dialogs.h"
#include "shell/text.h"
#include "shell/tone_label.h"
#include "theme/theme.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace kneepoint::ui {

using Kind = hosts::Question::Kind;

QString bare_fingerprint(const QString& text)
{
    static const QRegularExpression fingerprint(QStringLiteral("(?:SHA256|MD5):\\S+"));
    const auto found = fingerprint.match(text);
    return found.hasMatch() ? found.captured() : text.trimmed();
}

QuestionDialog::QuestionDialog(hosts::Question question, QWidget* parent)
    : QDialog(parent), m_question(std::move(question)), m_buttons(new QDialogButtonBox(this))
{
    setObjectName(QStringLiteral("ssh-question"));
    setMinimumWidth(60 * grid_unit);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2 * grid_unit, 2 * grid_unit, 2 * grid_unit, 2 * grid_unit);
    column->setSpacing(2 * grid_unit);
    column->setSizeConstraint(QLayout::SetMinimumSize);
    switch (m_question.kind) {
    case Kind::host_key:
        build_host_key(*column);
        break;
    case Kind::passphrase:
    case Kind::password:
    case Kind::other:
        build_secret(*column);
        break;
    case Kind::notice:
        setWindowTitle(tr("ssh waits"));
        add_words(*column, qt(m_question.prompt));
        build_notice();
        break;
    }
    column->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

QLabel* QuestionDialog::add_words(QVBoxLayout& column, const QString& words)
{
    auto* label = new ToneLabel(&Theme::text, this);
    label->setText(words);
    column.addWidget(label);
    return label;
}

void QuestionDialog::build_host_key(QVBoxLayout& column)
{
    setWindowTitle(tr("Unknown host key"));
    add_words(column,
              tr("%1 is not known here yet. It shows this %2 key:").arg(qt(m_question.host), qt(m_question.key_type)));
    auto* fingerprint = add_words(column, qt(m_question.fingerprint));
    auto fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setBold(true);
    fingerprint->setFont(fixed);
    fingerprint->setObjectName(QStringLiteral("fingerprint"));
    fingerprint->setAccessibleName(tr("Fingerprint of the host's key"));
    add_words(column, tr("Compare it with the one that the host's owner gives you. Only if they are the same is it "
                         "this host that you speak with. On the host: ssh-keygen -lf /etc/ssh/ssh_host_%1_key.pub")
                          .arg(qt(m_question.key_type).toLower()));
    m_line = new QLineEdit(this);
    m_line->setPlaceholderText(tr("Paste the expected fingerprint to compare"));
    m_line->setAccessibleName(tr("Expected fingerprint"));
    column.addWidget(m_line);
    m_compared = new ToneLabel(&Theme::better, this);
    m_compared->setObjectName(QStringLiteral("compared"));
    column.addWidget(m_compared);
    m_accept = m_buttons->addButton(tr("Accept this key"), QDialogButtonBox::AcceptRole);
    auto* refuse = m_buttons->addButton(tr("Refuse"), QDialogButtonBox::RejectRole);
    m_accept->setAutoDefault(false);
    refuse->setDefault(true);
    refuse->setFocus();
    connect(m_line, &QLineEdit::textChanged, this, &QuestionDialog::compare);
    compare();
}

void QuestionDialog::compare()
{
    const auto expected = bare_fingerprint(m_line->text());
    const bool same = expected == qt(m_question.fingerprint);
    m_accept->setEnabled(expected.isEmpty() || same);
    m_compared->set_tone(same ? &Theme::better : &Theme::worse);
    m_compared->setText(expected.isEmpty() ? QString()
                        : same             ? tr("▲ The same.")
                                           : tr("▼ Another one: this may not be the host you mean."));
}

void QuestionDialog::build_secret(QVBoxLayout& column)
{
    const bool passphrase = m_question.kind == Kind::passphrase;
    setWindowTitle(passphrase                          ? tr("Passphrase of a key")
                   : m_question.kind == Kind::password ? tr("Password")
                                                       : tr("ssh asks"));
    add_words(column, passphrase ? tr("The key %1 is locked. Its passphrase:").arg(qt(m_question.key_file))
                      : m_question.kind == Kind::password && !m_question.host.empty()
                          ? tr("The password for %1:").arg(qt(m_question.host))
                          : qt(m_question.prompt));
    m_line = new QLineEdit(this);
    m_line->setEchoMode(QLineEdit::Password);
    m_line->setObjectName(QStringLiteral("secret"));
    m_line->setAccessibleName(windowTitle());
    column.addWidget(m_line);
    m_accept = m_buttons->addButton(tr("Answer"), QDialogButtonBox::AcceptRole);
    m_accept->setDefault(true);
    m_buttons->addButton(tr("Do not connect"), QDialogButtonBox::RejectRole);
    m_line->setFocus();
}

/// Nothing to answer; ssh goes on by itself, and closing the window stops it.
void QuestionDialog::build_notice()
{
    m_buttons->addButton(tr("Do not connect"), QDialogButtonBox::RejectRole);
}

std::string QuestionDialog::answer() const
{
    if (m_question.kind == Kind::host_key) return m_question.fingerprint;
    return m_line ? m_line->text().toStdString() : std::string();
}

} // namespace kneepoint::ui
