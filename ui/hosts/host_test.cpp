// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosts/host_test.h"

#include "kneepoint/base/text.h"
#include "kneepoint/hosts/endpoint_facts.h"

#include <QPointer>

#include <algorithm>

namespace kneepoint::ui {

using hosts::Check;
using hosts::LinkState;

namespace {

/// An address is looked at from this computer.
hosts::Host reached_by(const hosts::Host& host)
{
    if (!std::holds_alternative<hosts::Endpoint>(host.where)) return host;
    return {.name = host.name, .where = hosts::ThisComputer{}};
}

/// The list of tools in it cannot be made within a coroutine by GCC 12.
hosts::FactsWanted usual_facts()
{
    return {};
}

QCoro::Task<Result<std::vector<Check>>> checks_of(hosts::Host host, QPointer<hosts::Shell> shell)
{
    if (const auto* endpoint = std::get_if<hosts::Endpoint>(&host.where)) {
        auto facts = co_await hosts::gather_endpoint_facts(shell, *endpoint);
        if (!facts) co_return std::unexpected(facts.error());
        co_return hosts::endpoint_checks(*facts, {});
    }
    auto facts = co_await hosts::gather_facts(shell, usual_facts());
    if (!facts) co_return std::unexpected(facts.error());
    hosts::Needs none;
    none.gpu = false;
    auto checks = hosts::preflight(*facts, none);
    for (auto& fact : facts_as_checks(*facts))
        if (std::ranges::find(checks, fact.what, &Check::what) == checks.end()) checks.push_back(std::move(fact));
    co_return checks;
}

std::string gpu_words(const hosts::Gpu& gpu)
{
    std::vector<std::string> parts{gpu.name};
    if (gpu.memory_mib) parts.push_back(std::to_string(*gpu.memory_mib / 1024) + " GiB");
    if (gpu.capability)
        parts.push_back("compute capability " + std::to_string(gpu.capability->major) + "." +
                        std::to_string(gpu.capability->minor));
    return join(parts, ", ");
}

} // namespace

std::vector<Check> facts_as_checks(const hosts::Facts& facts)
{
    std::vector<Check> lines;
    if (!facts.system.empty()) lines.push_back({.what = "system", .value = facts.system});
    for (const auto& gpu : facts.gpus)
        lines.push_back({.what = "GPU " + std::to_string(gpu.index), .value = gpu_words(gpu)});
    for (const auto& tool : facts.tools)
        if (!tool.path.empty())
            lines.push_back({.what = tool.name,
                             .value = !tool.trouble.empty()  ? tool.trouble
                                      : tool.version.empty() ? tool.path
                                                             : tool.version});
    return lines;
}

HostTest::HostTest(hosts::Askpass* askpass, QObject* parent) : QObject(parent), m_askpass(askpass) {}

HostTest::~HostTest() = default;

void HostTest::start(const hosts::Host& host)
{
    stop();
    m_host = host;
    hosts::Link::Options options;
    options.askpass = m_askpass;
    m_link = std::make_unique<hosts::Link>(reached_by(host), options);
    connect(m_link.get(), &hosts::Link::changed, this, &HostTest::follow);
    m_link->open(m_askpass ? hosts::Contact::may_ask : hosts::Contact::silent);
}

void HostTest::stop()
{
    if (m_link) {
        m_link->disconnect(this);
        m_link.release()->deleteLater(); // it may be what calls us
    }
    m_looking = false;
}

void HostTest::follow()
{
    if (!m_link) return;
    const auto state = m_link->state();
    if (state == LinkState::up && !std::exchange(m_looking, true)) look(m_host, m_link.get());
    if (state != LinkState::waiting && state != LinkState::refused) return;
    const auto& problem = m_link->problem(); // a test tries once
    finish(failure(ErrorKind::io, problem ? problem->text : "The host did not answer."));
}

QCoro::Task<> HostTest::look(hosts::Host host, hosts::Link* link)
{
    const QPointer<HostTest> here(this);
    const auto checks = co_await checks_of(std::move(host), link->shell());
    if (here && m_link.get() == link) finish(checks);
}

void HostTest::finish(const Checks& checks)
{
    stop();
    emit finished(checks);
}

} // namespace kneepoint::ui
