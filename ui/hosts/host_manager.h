// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/askpass.h"
#include "kneepoint/hosts/host_store.h"
#include "kneepoint/hosts/preflight.h"

#include <QDialog>

#include <optional>
#include <string>
#include <vector>

class QLabel;
class QListWidget;
class QPushButton;

namespace kneepoint::ui {

class CheckTable;
class HostFields;
class HostTest;

/// The user's hosts: add, change, remove, and test whether one answers and what it has.
class HostManager : public QDialog {
    Q_OBJECT
public:
    HostManager(hosts::HostStore store, hosts::Askpass* askpass, QWidget* parent = nullptr);

signals:
    void hosts_changed();

private:
    QWidget* build_list();
    QWidget* build_host();
    void reload(const std::string& chosen);
    void choose();
    void add();
    void save();
    void remove();
    void test();
    void show_checks(const Result<std::vector<hosts::Check>>& checks);
    void say(const QString& sentence);
    void update_buttons();

    hosts::HostStore m_store;
    std::vector<hosts::Host> m_hosts;
    std::optional<std::string> m_edited; ///< the stored host that the fields are of; none: a new one
    HostTest* m_tester;
    QListWidget* m_list;
    HostFields* m_fields;
    QLabel* m_sentence;
    CheckTable* m_checks;
    QPushButton *m_remove, *m_save, *m_test;
};

} // namespace kneepoint::ui
