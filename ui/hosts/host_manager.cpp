// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosts/host_manager.h"

#include "hosts/check_model.h"
#include "hosts/host_fields.h"
#include "hosts/host_test.h"
#include "shell/text.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>

#include <algorithm>

namespace kneepoint::ui {

HostManager::HostManager(hosts::HostStore store, hosts::Askpass* askpass, QWidget* parent)
    : QDialog(parent), m_store(std::move(store)), m_tester(new HostTest(askpass, this)), m_list(new QListWidget(this)),
      m_fields(new HostFields(this)), m_sentence(new QLabel(this)), m_checks(new CheckTable(this)),
      m_remove(new QPushButton(icon(QStringLiteral("remove")), tr("Remove"), this)),
      m_save(new QPushButton(tr("Save"), this)), m_test(new QPushButton(tr("Test"), this))
{
    setObjectName(QStringLiteral("host-manager"));
    setWindowTitle(tr("Hosts"));
    resize(112 * grid_unit, 72 * grid_unit);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2 * grid_unit, 2 * grid_unit, 2 * grid_unit, 2 * grid_unit);
    row->setSpacing(3 * grid_unit);
    row->addWidget(build_list());
    row->addWidget(build_host(), 1);
    connect(m_list, &QListWidget::currentRowChanged, this, &HostManager::choose);
    connect(m_fields, &HostFields::edited, this, &HostManager::update_buttons);
    connect(m_tester, &HostTest::finished, this, &HostManager::show_checks);
    reload(std::string(hosts::local_name));
}

QWidget* HostManager::build_list()
{
    auto* side = new QWidget(this);
    side->setFixedWidth(30 * grid_unit);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid_unit);
    m_list->setAccessibleName(tr("Hosts"));
    m_list->setObjectName(QStringLiteral("host-list"));
    m_list->setFrameShape(QFrame::NoFrame);
    column->addWidget(m_list, 1);
    auto* buttons = new QHBoxLayout;
    auto* add_button = new QPushButton(icon(QStringLiteral("add")), tr("Add"), side);
    add_button->setObjectName(QStringLiteral("host-add"));
    add_button->setAutoDefault(false);
    m_remove->setAutoDefault(false);
    m_remove->setObjectName(QStringLiteral("host-remove"));
    connect(add_button, &QPushButton::clicked, this, &HostManager::add);
    connect(m_remove, &QPushButton::clicked, this, &HostManager::remove);
    buttons->addWidget(add_button);
    buttons->addWidget(m_remove);
    column->addLayout(buttons);
    return side;
}

QWidget* HostManager::build_host()
{
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2 * grid_unit);
    column->addWidget(m_fields);
    auto* buttons = new QHBoxLayout;
    m_sentence->setWordWrap(true);
    m_sentence->setForegroundRole(QPalette::PlaceholderText);
    m_sentence->setObjectName(QStringLiteral("host-sentence"));
    buttons->addWidget(m_sentence, 1);
    m_test->setObjectName(QStringLiteral("host-test"));
    m_test->setAutoDefault(false);
    m_test->setToolTip(tr("Connect, look at GPUs and tools, and change nothing"));
    m_save->setObjectName(QStringLiteral("host-save"));
    m_save->setDefault(true);
    buttons->addWidget(m_test);
    buttons->addWidget(m_save);
    column->addLayout(buttons);
    column->addWidget(m_checks, 1);
    auto* close = new QPushButton(tr("Close"), side);
    close->setAutoDefault(false);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    column->addWidget(close, 0, Qt::AlignRight | Qt::AlignBottom);
    connect(m_test, &QPushButton::clicked, this, &HostManager::test);
    connect(m_save, &QPushButton::clicked, this, &HostManager::save);
    return side;
}

void HostManager::reload(const std::string& chosen)
{
    auto known = m_store.list();
    if (!known) say(qt(to_string(known.error())));
    m_hosts = known ? std::move(*known) : std::vector<hosts::Host>();
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const auto& host : m_hosts) {
        auto* item = new QListWidgetItem(qt(host.name), m_list);
        item->setToolTip(qt(to_string(host)));
    }
    const auto found = std::ranges::find(m_hosts, chosen, &hosts::Host::name);
    m_list->setCurrentRow(found == m_hosts.end() ? 0 : static_cast<int>(found - m_hosts.begin()));
    choose();
}

void HostManager::choose()
{
    const auto row = m_list->currentRow();
    if (row < 0 || row >= static_cast<int>(m_hosts.size())) return;
    const auto& host = m_hosts[static_cast<std::size_t>(row)];
    m_edited = host.name;
    m_fields->show_host(host);
    m_fields->set_name_fixed(host.name == hosts::local_name);
    show_checks(std::vector<hosts::Check>());
    say(qt(to_string(host)));
    update_buttons();
}

void HostManager::add()
{
    m_edited.reset();
    {
        const QSignalBlocker quiet(m_list);
        m_list->setCurrentRow(-1);
    }
    m_fields->show_host({.name = {}, .where = hosts::SshHost{}});
    m_fields->set_name_fixed(false);
    m_fields->focus_name();
    show_checks(std::vector<hosts::Check>());
    say(tr("A new host: your own ssh connects, with its configuration, keys and agent."));
    update_buttons();
}

/// Another name is another host: plans find theirs by name, so the old one goes only when the new one is there.
void HostManager::save()
{
    const auto host = m_fields->host();
    if (!host) return;
    const bool renamed = m_edited && *m_edited != host->name;
    const auto kept = m_edited && !renamed ? m_store.replace(*host) : m_store.add(*host);
    if (!kept) return m_fields->show_name_fault(qt(to_string(kept.error())));
    if (renamed) static_cast<void>(m_store.remove(*m_edited));
    reload(host->name);
    say(tr("Saved."));
    emit hosts_changed();
}

void HostManager::remove()
{
    if (!m_edited) return;
    const auto row = m_list->currentRow();
    if (const auto gone = m_store.remove(*m_edited); !gone) return say(qt(to_string(gone.error())));
    const std::string neighbour = m_hosts.at(static_cast<std::size_t>(std::max(0, row - 1))).name; // the list goes
    reload(neighbour);
    emit hosts_changed();
}

void HostManager::test()
{
    if (m_tester->busy()) {
        m_tester->stop();
        say(tr("Stopped."));
        return update_buttons();
    }
    const auto host = m_fields->host();
    if (!host) return;
    show_checks(std::vector<hosts::Check>());
    say(tr("Connecting to %1…").arg(qt(to_string(*host))));
    m_tester->start(*host);
    update_buttons();
}

void HostManager::show_checks(const Result<std::vector<hosts::Check>>& checks)
{
    const bool any = checks && !checks->empty();
    m_checks->checks().set_checks(any ? *checks : std::vector<hosts::Check>());
    m_checks->setVisible(any);
    if (!checks)
        say(tr("▼ %1").arg(qt(checks.error().text)));
    else if (any)
        say(m_checks->checks().worst() == hosts::Verdict::bad ? tr("▼ Something is missing there.")
                                                              : tr("▲ The host answers."));
    update_buttons();
}

void HostManager::say(const QString& sentence)
{
    m_sentence->setText(sentence);
}

void HostManager::update_buttons()
{
    m_test->setText(m_tester->busy() ? tr("Stop test") : tr("Test"));
    m_remove->setEnabled(m_edited && *m_edited != hosts::local_name);
    m_save->setText(m_edited ? tr("Save") : tr("Add host"));
}

} // namespace kneepoint::ui
