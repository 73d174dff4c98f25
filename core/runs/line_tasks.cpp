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

QCoro::Task<void> clean_and_tell(std::shared_ptr<HostLine> line, protocol::Place place, std::string client,
                                 protocol::Clean how, std::function<void(Result<void>)> then)
{
    const HostLine::Use use(*line);
    auto done = co_await reach(line, hosts::Contact::may_ask);
    if (done) done = co_await protocol::clean(line->shell(), std::move(place), std::move(client), how);
    then(std::move(done));
}

} // namespace kneepoint::runs
