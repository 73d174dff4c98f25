// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/host.h"
#include "kneepoint/hosts/link.h"
#include "kneepoint/hosts/preflight.h"

#include <QCoro/QCoroTask>
#include <QObject>

#include <memory>
#include <vector>

namespace kneepoint::ui {

/// Connects to a host, looks at what is there, and tells. Changes nothing there.
class HostTest : public QObject {
    Q_OBJECT
public:
    /// @param askpass for what ssh may want to know; none: it is not asked
    explicit HostTest(hosts::Askpass* askpass, QObject* parent = nullptr);
    ~HostTest() override;

    void start(const hosts::Host& host); ///< instead of the one under way
    void stop();
    bool busy() const { return m_link != nullptr; }

signals:
    /// Of the last start() only.
    void finished(const kneepoint::Result<std::vector<kneepoint::hosts::Check>>& checks);

private:
    using Checks = Result<std::vector<hosts::Check>>;
    void follow();
    QCoro::Task<> look(hosts::Host host, hosts::Link* link);
    void finish(const Checks& checks);

    hosts::Askpass* m_askpass;
    std::unique_ptr<hosts::Link> m_link;
    hosts::Host m_host;
    bool m_looking = false;
};

/// What a host has, as lines for people: system, GPUs, tools with their versions.
std::vector<hosts::Check> facts_as_checks(const hosts::Facts& facts);

} // namespace kneepoint::ui
