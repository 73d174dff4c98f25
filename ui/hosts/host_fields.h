// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/host.h"

#include <QHash>
#include <QWidget>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QVBoxLayout;

namespace kneepoint::ui {

class FormRow;

/// The fields of one host; which there are goes by its kind. A fault stands below the field that has it.
class HostFields : public QWidget {
    Q_OBJECT
public:
    explicit HostFields(QWidget* parent = nullptr);

    void show_host(const hosts::Host& host);
    /// What the fields say; shows the first fault at its field. @error invalid
    Result<hosts::Host> host();
    /// A fault that the list of hosts found: at the name.
    void show_name_fault(const QString& text);
    void set_name_fixed(bool fixed); ///< of this computer
    void focus_name();

signals:
    void edited();

private:
    enum Kind { local, ssh, endpoint };
    enum Field { name, destination, port, config_file, url, prepare, field_count };
    void add_row(Field field, const QString& label, QWidget* editor);
    QLineEdit* add_line(Field field, const QString& label, const QString& hint);
    void add_prepare();
    void show_kind();
    void clear_faults();
    std::unexpected<Error> fault_at(Field field, const Error& error);
    Result<hosts::SshHost> ssh_fields();

    QVBoxLayout* m_rows;
    QComboBox* m_kind;
    QPlainTextEdit* m_prepare = nullptr;
    QHash<int, QLineEdit*> m_lines;
    QHash<int, FormRow*> m_by_field;
};

} // namespace kneepoint::ui
