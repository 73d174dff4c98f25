// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosts/host_fields.h"

#include "shell/form_row.h"
#include "shell/text.h"
#include "theme/theme.h"

#include "kneepoint/hosts/host_store.h"

#include <QComboBox>
#include <QFontDatabase>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace kneepoint::ui {

namespace {

constexpr int label_width = 12 * grid_unit;

} // namespace

HostFields::HostFields(QWidget* parent) : QWidget(parent), m_rows(new QVBoxLayout(this)), m_kind(new QComboBox(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(grid_unit);
    add_line(name, tr("Name"), tr("gpu-a"));
    m_kind->addItem(tr("this computer"), local);
    m_kind->addItem(tr("a machine that ssh reaches"), ssh);
    m_kind->addItem(tr("an address that serves a model"), endpoint);
    m_kind->setAccessibleName(tr("Kind"));
    m_kind->setObjectName(QStringLiteral("host-kind"));
    m_rows->addWidget(new FormRow(tr("It is"), m_kind, label_width, this));
    add_line(destination, tr("Destination"), tr("an alias of your ssh configuration, or user@machine"));
    add_line(port, tr("Port"), tr("as the ssh configuration says"));
    add_line(config_file, tr("Configuration"), tr("~/.ssh/config"));
    add_line(url, tr("Address"), QStringLiteral("http://127.0.0.1:8000"));
    add_prepare();
    connect(m_kind, &QComboBox::activated, this, [this] {
        show_kind();
        emit edited();
    });
    show_kind();
}

void HostFields::add_row(Field field, const QString& label, QWidget* editor)
{
    m_by_field.insert(field, new FormRow(label, editor, label_width, this));
    m_rows->addWidget(m_by_field[field]);
}

QLineEdit* HostFields::add_line(Field field, const QString& label, const QString& hint)
{
    auto* line = new QLineEdit(this);
    line->setPlaceholderText(hint);
    line->setAccessibleName(label);
    static const QStringList names{"name", "destination", "port", "config-file", "url", "prepare"};
    line->setObjectName(QStringLiteral("host-") + names.value(field));
    connect(line, &QLineEdit::textEdited, this, &HostFields::edited);
    connect(line, &QLineEdit::editingFinished, this, [this] {
        if (!m_lines[name]->text().isEmpty()) static_cast<void>(host());
    });
    m_lines.insert(field, line);
    add_row(field, label, line);
    return line;
}

void HostFields::add_prepare()
{
    m_prepare = new QPlainTextEdit(this);
    m_prepare->setPlaceholderText(QStringLiteral("module load cuda\n. ~/venv/bin/activate"));
    m_prepare->setAccessibleName(tr("Prepare with"));
    m_prepare->setToolTip(tr("Lines for sh that make the tools of this host found; run once at log-in"));
    m_prepare->setTabChangesFocus(true);
    m_prepare->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_prepare->setFixedHeight(4 * m_prepare->fontMetrics().lineSpacing() + 2 * grid_unit);
    connect(m_prepare, &QPlainTextEdit::textChanged, this, [this] {
        if (m_prepare->hasFocus()) emit edited();
    });
    add_row(prepare, m_prepare->accessibleName(), m_prepare);
}

void HostFields::show_kind()
{
    const int kind = m_kind->currentData().toInt();
    for (const auto field : {destination, port, config_file}) m_by_field[field]->setVisible(kind == ssh);
    m_by_field[url]->setVisible(kind == endpoint);
    m_by_field[prepare]->setVisible(kind != endpoint);
    clear_faults();
}

void HostFields::show_host(const hosts::Host& host)
{
    for (auto* line : std::as_const(m_lines)) line->clear();
    m_lines[name]->setText(qt(host.name));
    m_prepare->setPlainText(qt(host.prepare));
    if (const auto* machine = std::get_if<hosts::SshHost>(&host.where)) {
        m_lines[destination]->setText(qt(machine->destination));
        m_lines[port]->setText(machine->port ? QString::number(*machine->port) : QString());
        m_lines[config_file]->setText(qt(machine->config_file));
    }
    if (const auto* address = std::get_if<hosts::Endpoint>(&host.where)) m_lines[url]->setText(qt(address->url));
    m_kind->setCurrentIndex(static_cast<int>(host.where.index()));
    show_kind();
}

Result<hosts::SshHost> HostFields::ssh_fields()
{
    auto machine = hosts::ssh_host(m_lines[destination]->text().trimmed().toStdString());
    if (!machine) return fault_at(destination, machine.error());
    if (const auto text = m_lines[port]->text().trimmed(); !text.isEmpty()) {
        bool good = false;
        machine->port = text.toUShort(&good);
        if (!good || *machine->port == 0)
            return fault_at(port, {ErrorKind::invalid, tr("Write a port from 1 to 65535.").toStdString(), {}});
    }
    machine->config_file = m_lines[config_file]->text().trimmed().toStdString();
    return machine;
}

Result<hosts::Host> HostFields::host()
{
    clear_faults();
    hosts::Host host;
    host.name = m_lines[name]->text().trimmed().toStdString();
    if (const auto good = hosts::check_host_name(host.name); !good) return fault_at(name, good.error());
    host.prepare = m_prepare->toPlainText().toStdString();
    switch (m_kind->currentData().toInt()) {
    case ssh: {
        auto machine = ssh_fields();
        if (!machine) return std::unexpected(machine.error());
        host.where = std::move(*machine);
        break;
    }
    case endpoint: {
        auto address = hosts::endpoint(m_lines[url]->text().trimmed().toStdString());
        if (!address) return fault_at(url, address.error());
        host.where = std::move(*address);
        host.prepare.clear();
        break;
    }
    default:
        host.where = hosts::ThisComputer{};
    }
    return host;
}

std::unexpected<Error> HostFields::fault_at(Field field, const Error& error)
{
    m_by_field[field]->show_fault(qt(error.text));
    return std::unexpected(error);
}

void HostFields::clear_faults()
{
    for (auto* row : std::as_const(m_by_field)) row->show_fault({});
}

void HostFields::show_name_fault(const QString& text)
{
    fault_at(name, {ErrorKind::invalid, text.toStdString(), {}});
}

void HostFields::set_name_fixed(bool fixed)
{
    m_lines[name]->setReadOnly(fixed);
    m_kind->setEnabled(!fixed);
}

void HostFields::focus_name()
{
    m_lines[name]->setFocus();
    m_lines[name]->selectAll();
}

} // namespace kneepoint::ui
