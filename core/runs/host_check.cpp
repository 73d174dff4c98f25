// SPDX-License-Identifier: GPL-3.0-or-later
#include "host_check.h"

#include "bell.h"
#include "job_protocol.h"

#include "kneepoint/hosts/endpoint_facts.h"
#include "kneepoint/runs/job_files.h"

#include <QCoro/QCoroFuture>

#include <cstdlib>
#include <utility>

namespace kneepoint::runs {

namespace {

using Checks = std::vector<hosts::Check>;

/// The variable that kneepoint-load takes a server's key from.
std::string api_key()
{
    const char* key = std::getenv("KNEEPOINT_API_KEY");
    return key == nullptr ? std::string() : std::string(key);
}

QCoro::Task<Result<Checks>> check_servers(std::shared_ptr<HostLine> line, std::vector<PlannedModel> models)
{
    Checks checks;
    for (const auto& model : models) {
        auto where = hosts::endpoint(model.url);
        if (!where) co_return std::unexpected(where.error());
        auto facts = co_await hosts::gather_endpoint_facts(line->shell(), *where, api_key());
        if (!facts) co_return std::unexpected(facts.error());
        auto some = hosts::endpoint_checks(*facts, model.served_name);
        checks.insert(checks.end(), some.begin(), some.end());
    }
    co_return checks;
}

} // namespace

QCoro::Task<Result<void>> reach(std::shared_ptr<HostLine> line, hosts::Contact contact)
{
    using hosts::LinkState;
    Bell bell;
    auto& link = line->link();
    const auto heard = QObject::connect(line.get(), &HostLine::changed, line.get(), [&bell] { bell.ring(); });
    if (link.state() != LinkState::up && link.state() != LinkState::connecting) link.open(contact);
    while (link.state() == LinkState::connecting) co_await bell.sleep(std::chrono::seconds(1));
    QObject::disconnect(heard);
    if (link.state() == LinkState::up) co_return Result<void>{};
    co_return failure(ErrorKind::io,
                      link.problem() ? link.problem()->text : std::string("There is no connection to the host."),
                      link.host().name);
}

QCoro::Task<Result<Checks>> check_host(std::shared_ptr<HostLine> line, Plan plan)
{
    auto root = co_await protocol::name_root(line->shell());
    if (!root) co_return std::unexpected(root.error());
    auto wanted = facts_wanted(plan, *root);
    auto facts = co_await hosts::gather_facts(line->shell(), std::move(wanted));
    if (!facts) co_return std::unexpected(facts.error());
    auto checks = hosts::preflight(*facts, needs(plan));
    if (plan.server.kind == Server::Kind::running) {
        auto more = co_await check_servers(line, plan.models);
        if (!more) co_return std::unexpected(more.error());
        checks.insert(checks.begin(), more->begin(), more->end());
    }
    co_return checks;
}

} // namespace kneepoint::runs
