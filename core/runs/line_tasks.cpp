// SPDX-License-Identifier: GPL-3.0-or-later
#include "line_tasks.h"

#include "host_check.h"

namespace kneepoint::runs {

QCoro::Task<void> check_and_tell(std::shared_ptr<HostLine> line, Plan plan,
                                 std::function<void(Result<std::vector<hosts::Check>>)> then)
{
    const HostLine::Use use(*line);
    auto reached = co_await reach(line, hosts::Contact::may_ask);
    if (!reached) co_return then(std::unexpected(reached.error()));
    auto checks = co_await check_host(line, std::move(plan));
    then(std::move(checks));
}

namespace {

QCoro::Task<Result<FoundJob>> find_job(std::shared_ptr<HostLine> line, std::string id)
{
    auto reached = co_await reach(line, hosts::Contact::may_ask);
    if (!reached) co_return std::unexpected(reached.error());
    auto named = co_await protocol::name_root(line->shell());
    if (!named) co_return std::unexpected(named.error());
    protocol::Place place{.root = *named, .id = std::move(id)}; // GCC 12 destroys one in the call twice
    auto job = co_await read_found_job(line->shell(), std::move(place));
    if (!job) co_return job;
    auto root = co_await line->root(); // it is there: now it is judged
    if (!root) co_return std::unexpected(root.error());
    co_return job;
}

} // namespace

QCoro::Task<void> find_and_tell(std::shared_ptr<HostLine> line, std::string id,
                                std::function<void(Result<FoundJob>)> then)
{
    const HostLine::Use use(*line);
    auto job = co_await find_job(line, std::move(id));
    then(std::move(job));
}

QCoro::Task<void> withdraw_and_tell(std::shared_ptr<HostLine> line, protocol::Place place, std::string client,
                                    std::function<void(Result<void>)> then)
{
    const HostLine::Use use(*line);
    auto done = co_await reach(line, hosts::Contact::silent);
    if (done) done = co_await protocol::withdraw(line->shell(), std::move(place), std::move(client));
    then(std::move(done));
}

QCoro::Task<void> clean_and_tell(std::shared_ptr<HostLine> line, protocol::Place place, std::string client,
                                 protocol::Clean how, std::function<void(Result<void>)> then)
{
    const HostLine::Use use(*line);
    auto done = co_await reach(line, hosts::Contact::may_ask);
    if (done) done = co_await protocol::clean(line->shell(), std::move(place), std::move(client), how);
    then(std::move(done));
}

} // namespace kneepoint::runs
