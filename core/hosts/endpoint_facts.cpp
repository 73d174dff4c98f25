// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/endpoint_facts.h"

#include "file_failure.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <QCoro/QCoroFuture>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::hosts {

namespace {

using Seconds = std::chrono::duration<double>;

constexpr int questions = 3;
constexpr std::size_t longest_answer = std::size_t{4} << 20;
/// The shortest times to first token of a data-centre GPU are some 20 ms: from here on the network is a tenth of them.
constexpr Seconds notable_trip{0.002};

Command question(const Endpoint& endpoint, const std::string& api_key)
{
    Command command;
    // No proxy: load would not go through one. Redirects are not followed: they could take the key elsewhere.
    command.argv = {"curl",       "-sS",
                    "--max-time", "10",
                    "--noproxy",  "*",
                    "--proto",    "=http,https",
                    "-w",         "\n%{http_code} %{time_namelookup} %{time_connect}",
                    "--url",      endpoint.url + "/v1/models"};
    if (!api_key.empty()) {
        command.argv.insert(command.argv.end(), {"-H", "@-"});
        command.input = "Authorization: Bearer " + api_key + '\n';
    }
    command.output_limit = longest_answer;
    return command;
}

std::vector<std::string> models_in(std::string_view json)
{
    const auto document = QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())));
    std::vector<std::string> models;
    for (const auto& model : document.object().value("data").toArray())
        if (auto id = model.toObject().value("id").toString().toStdString(); !id.empty())
            models.push_back(std::move(id));
    return models;
}

void take_answer(const Output& output, EndpointFacts& facts)
{
    const auto end = output.out.rfind('\n');
    const auto words = split(std::string_view(output.out).substr(end == std::string::npos ? 0 : end + 1), ' ');
    if (words.size() != 3) return;
    const auto status = parse_decimal(words[0]), looked_up = parse_decimal(words[1]),
               connected = parse_decimal(words[2]);
    facts.status = status && *status >= 100 && *status <= 999 ? static_cast<int>(*status) : 0;
    if (facts.status == 0) {
        facts.failure = one_line(trimmed(output.err));
        return;
    }
    facts.models = models_in(std::string_view(output.out).substr(0, end));
    if (!looked_up || !connected) return;
    const Seconds trip(*connected - *looked_up);
    facts.round_trip = facts.round_trip ? std::min(*facts.round_trip, trip) : trip;
}

} // namespace

QCoro::Task<Result<EndpointFacts>> gather_endpoint_facts(QPointer<Shell> from, Endpoint endpoint, std::string api_key)
{
    EndpointFacts facts;
    for (int i = 0; i < questions; ++i) {
        auto asked = question(endpoint, api_key);
        auto output = co_await run_in(from, std::move(asked));
        if (!output) co_return std::unexpected(output.error());
        if (output->status == 127)
            co_return failure(ErrorKind::not_found, "The program curl is missing there; install it to ask the server.");
        take_answer(*output, facts);
        if (facts.status == 0) break;
    }
    co_return facts;
}

std::vector<Check> endpoint_checks(const EndpointFacts& facts, const std::string& model)
{
    if (facts.status == 0)
        return {{"server", facts.failure.empty() ? "no answer" : facts.failure, Verdict::bad,
                 "The server does not answer; is it up, and the address right?"}};
    const auto status = fmt::format("HTTP {}", facts.status);
    if (facts.status == 401 || facts.status == 403)
        return {{"server", status, Verdict::bad, "The server wants an API key, or another one."}};
    if (facts.status != 200)
        return {{"server", status, Verdict::bad,
                 "The server does not list its models; is it one with an OpenAI interface?"}};
    std::vector<Check> checks{{"server", status, Verdict::good, "The server answers."}};
    const auto served = facts.models.empty() ? std::string("none") : one_line(join(facts.models, ", "));
    const bool there =
        model.empty() ? !facts.models.empty() : std::ranges::find(facts.models, model) != facts.models.end();
    checks.push_back(
        {"served models", served, there ? Verdict::good : Verdict::bad,
         there ? "The model is served." : "The model is not served under this name; choose one of these."});
    if (facts.round_trip) {
        const bool notable = *facts.round_trip >= notable_trip;
        checks.push_back(
            {"round trip", format_decimal(facts.round_trip->count() * 1000, 1) + " ms",
             notable ? Verdict::warning : Verdict::good,
             notable ? "Every TTFT measured from there holds this much of network; measure from a host near the server."
                     : "The network adds next to nothing to a TTFT."});
    }
    return checks;
}

} // namespace kneepoint::hosts
