// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "selftest_table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace kneepoint::app {

void print_selftest_head(std::FILE* out, const load::SelfTestPlan& plan)
{
    fmt::print(out,
               "Simulated endpoint: TTFT {} ms, ITL {} ms. Sizes of errors at p99, in ms:\n"
               "told: read minus told; client: read minus what the endpoint did; late: the\n"
               "endpoint's own writes, where its cores were taken from it.\n"
               "{:>7} {:>20} {:>20}\n{:>7} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>7} {:>6} {:>4}\n",
               format_decimal(plan.ttft_ms, 1), format_decimal(plan.itl_ms, 1), "", "------- told -------",
               "------ client ------", "streams", "TTFT", "ITL", "sigma", "TTFT", "ITL", "sigma", "late", "tok/s",
               "us/tok", "busy");
}

void print_selftest_row(std::FILE* out, const load::SelfTestRow& row)
{
    const auto shown = [](double ms) { // large ones, of a busy machine, are to fit the column too
        return format_decimal(ms, ms < 10 ? 3 : ms < 100 ? 2 : 0);
    };
    fmt::print(out, "{:>7} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>7} {:>6} {:>3}%\n", row.streams,
               shown(row.ttft.p99_ms), shown(row.itl.p99_ms), shown(row.itl.sigma_ms), shown(row.client_ttft.p99_ms),
               shown(row.client_itl.p99_ms), shown(row.client_itl.sigma_ms), shown(row.endpoint_late.p99_ms),
               format_decimal(row.tokens_per_s, 0), format_decimal(row.cpu_us_per_token, 2),
               format_decimal(100 * row.machine_busy_share, 0));
    if (row.failed > 0) fmt::print(out, "        {} requests failed\n", row.failed);
    if (row.stolen_ms > 0)
        fmt::print(out, "        the host of this virtual machine took {} ms from its cores\n",
                   format_decimal(row.stolen_ms, 0));
    if (!row.kernel_stamps) fmt::print(out, "        without time stamps of the kernel\n");
    std::fflush(out);
}

namespace {

int run_selftest(const load::SelfTestPlan& plan, bool json, const std::stop_token& stop)
{
    if (!json) print_selftest_head(stdout, plan);
    const auto rows = load::selftest(plan, stop, [&](const load::SelfTestRow& row) {
        if (!json) print_selftest_row(stdout, row);
    });
    if (!rows) return report_failure(rows.error());
    if (json) fmt::print("{}\n", load::selftest_json(plan, *rows));
    const bool failed = std::ranges::any_of(*rows, [](const load::SelfTestRow& row) { return row.failed > 0; });
    return failed ? answer_is_no : done;
}

struct Typed {
    load::SelfTestPlan plan;
    bool json = false;
};

} // namespace

void add_selftest(CLI::App& app, const std::stop_token& stop, int& exit_code)
{
    auto typed = std::make_shared<Typed>();
    auto* command = app.add_subcommand("selftest", "Measures a simulated endpoint whose times are known, and prints "
                                                   "by how much this client is wrong on this machine.");
    command->add_option("--streams", typed->plan.streams, "Numbers of streams")->delimiter(',')->capture_default_str();
    command->add_option("--ttft-ms", typed->plan.ttft_ms)->check(CLI::Range(0.0, 60'000.0))->capture_default_str();
    command->add_option("--itl-ms", typed->plan.itl_ms)->check(CLI::Range(0.01, 60'000.0))->capture_default_str();
    command->add_option("--output-tokens", typed->plan.output_tokens)
        ->check(CLI::Range(2, 100'000))
        ->capture_default_str();
    command->add_option("--seconds", typed->plan.seconds, "For each number of streams")
        ->check(CLI::Range(0.1, 3600.0))
        ->capture_default_str();
    command->add_option("--threads", typed->plan.threads, "I/O threads")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    command->add_flag("--json", typed->json, "Print JSON");
    command->callback([typed, stop, &exit_code] { exit_code = run_selftest(typed->plan, typed->json, stop); });
}

} // namespace kneepoint::app
