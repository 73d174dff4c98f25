// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/link.h"

#include <QCoro/QCoroTask>
#include <QObject>
#include <QPointer>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace kneepoint::runs {

/// The line to a host that all its jobs share, and what is asked of the host once.
class HostLine : public QObject {
    Q_OBJECT
public:
    /// While one lives the line is not closed as idle.
    class Use {
    public:
        explicit Use(HostLine& line) : m_line(line) { ++m_line.m_uses; }
        ~Use() { --m_line.m_uses; }
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;

    private:
        HostLine& m_line;
    };

    HostLine(const hosts::Host& host, hosts::Link::Options options);
    bool is_in_use() const { return m_uses > 0; }

    hosts::Link& link() { return m_link; }
    const hosts::Host& host() const { return m_link.host(); }
    /// Connects when nobody did yet.
    void want();
    /// Null while it is not up.
    QPointer<hosts::Shell> shell() const { return m_link.shell(); }

    /// The folder for jobs there; made at the first call.
    QCoro::Task<Result<std::string>> root();
    /// The path there of a program, put there at the first call.
    QCoro::Task<Result<std::string>> program(std::string name, std::string content);

signals:
    void changed();

private:
    hosts::Link m_link;
    int m_uses = 0;
    std::optional<std::string> m_root;
    std::map<std::string, std::string, std::less<>> m_programs;
};

} // namespace kneepoint::runs
