// SPDX-License-Identifier: GPL-3.0-or-later
#include "host_line.h"

#include "job_protocol.h"

#include <QCoro/QCoroFuture>

namespace kneepoint::runs {

HostLine::HostLine(const hosts::Host& host, hosts::Link::Options options) : m_link(host, std::move(options))
{
    connect(&m_link, &hosts::Link::changed, this, [this] {
        // Whatever it is told next may be another state of the host: a folder that was deleted, another disk.
        if (m_link.state() != hosts::LinkState::up) {
            m_root.reset();
            m_programs.clear();
        }
        emit changed();
    });
}

void HostLine::want()
{
    if (m_link.state() == hosts::LinkState::offline) m_link.open(hosts::Contact::silent);
}

QCoro::Task<Result<std::string>> HostLine::root()
{
    if (m_root) co_return Result<std::string>(*m_root); // QCoro moves from what it has to convert, also from a member
    const QPointer alive(this);
    auto root = co_await protocol::open_root(shell());
    if (alive && root) m_root = *root;
    co_return root;
}

QCoro::Task<Result<std::string>> HostLine::program(std::string name, std::string content)
{
    if (const auto found = m_programs.find(name); found != m_programs.end())
        co_return Result<std::string>(found->second);
    const QPointer alive(this);
    auto folder = co_await root();
    if (!folder || !alive) co_return folder;
    auto path = co_await protocol::place_program(shell(), *folder, name, std::move(content));
    if (alive && path) m_programs[name] = *path;
    co_return path;
}

} // namespace kneepoint::runs
