// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"

#include "kneepoint/load/simulator.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>
#include <condition_variable>
#include <cstdlib>
#include <memory>
#include <mutex>

namespace kneepoint::app {

namespace {

/// The options as they are typed.
struct Typed {
    std::string like = "l40s-8b-bf16";
    std::optional<double> ttft_ms;
    std::optional<double> itl_ms;
    std::vector<std::string> faults;
    double ready_after_s = 0;
    std::string api_key_variable;
    std::optional<int> max_batch;
    std::optional<std::int64_t> kv_tokens;
    std::optional<int> max_model_tokens;
    load::SimulatorOptions options;
};

std::chrono::nanoseconds milliseconds(double value)
{
    return std::chrono::nanoseconds(std::llround(value * 1e6));
}

Result<load::SimulatorOptions> options_of(Typed typed)
{
    auto model = load::sim_model(typed.like);
    if (!model) return std::unexpected(model.error());
    model->max_batch = typed.max_batch.value_or(model->max_batch);
    model->kv_tokens = typed.kv_tokens.value_or(model->kv_tokens);
    model->max_model_tokens = typed.max_model_tokens.value_or(model->max_model_tokens);
    typed.options.model = std::move(*model);
    if (typed.ttft_ms || typed.itl_ms)
        typed.options.exact = {.ttft = milliseconds(typed.ttft_ms.value_or(0)),
                               .itl = milliseconds(typed.itl_ms.value_or(0))};
    for (const std::string& text : typed.faults) {
        const auto fault = load::parse_fault_share(text);
        if (!fault) return std::unexpected(fault.error());
        typed.options.faults.push_back(*fault);
    }
    typed.options.ready_after = std::chrono::milliseconds(std::llround(typed.ready_after_s * 1e3));
    if (typed.api_key_variable.empty()) return typed.options;
    const char* key = std::getenv(typed.api_key_variable.c_str());
    if (key == nullptr || *key == '\0')
        return failure(ErrorKind::invalid,
                       fmt::format("The variable {} with the API key is not set.", typed.api_key_variable));
    typed.options.api_key = key;
    return typed.options;
}

void wait_for(const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    stopped.wait(lock, stop, [] { return false; });
}

int simulate(const Typed& typed, const std::stop_token& stop)
{
    auto options = options_of(typed);
    if (!options) return report_failure(options.error());
    auto simulator = load::Simulator::start(std::move(*options));
    if (!simulator) return report_failure(simulator.error());
    fmt::print("listening {}\n", (*simulator)->url());
    std::fflush(stdout);
    wait_for(stop);
    (*simulator)->stop();
    const auto counts = (*simulator)->counts();
    fmt::print(stderr, "{} requests finished, {} given up by clients, {} tokens; {} sent late, {} bunched\n",
               counts.finished, counts.cancelled, counts.tokens, counts.late_tokens, counts.bunched_tokens);
    return done;
}

} // namespace

void add_simulate(CLI::App& app, const std::stop_token& stop, int& exit_code)
{
    auto typed = std::make_shared<Typed>();
    auto* command = app.add_subcommand("simulate", "An OpenAI-compatible endpoint that behaves like a vLLM server.");
    auto& options = typed->options;
    command->add_option("--host", options.host, "Numeric address to listen on")->capture_default_str();
    auto* port = command->add_option("--port", options.port, "Port; 0 chooses one")->capture_default_str();
    command->add_option("--unix", options.unix_path, "Listen on a Unix socket at this path instead")->excludes(port);
    command->add_option("--model", options.model_name, "Name of the served model")->capture_default_str();
    command
        ->add_option("--like", typed->like,
                     fmt::format("Server to resemble: {}", CLI::detail::join(load::sim_model_names(), ", ")))
        ->capture_default_str();
    command->add_option("--ttft-ms", typed->ttft_ms, "Exact time to first token, whatever the load")
        ->check(CLI::Range(0.0, 3.6e6));
    command->add_option("--itl-ms", typed->itl_ms, "Exact time between tokens, whatever the load")
        ->check(CLI::Range(0.0, 3.6e6));
    command->add_option(
        "--fault", typed->faults,
        "KIND=SHARE: this share of the requests goes wrong. Kinds: 401, 404, 429, 500, 503, no-headers, "
        "slow-headers, stall, cut, reset, byte-wise, crlf, comments, no-done, no-usage, no-tokens, "
        "error-event, garbage, huge-event, content-type; stall, cut, reset and huge-event take @BYTES. "
        "A request may choose its own in the header x-kneepoint-fault or the field kneepoint_fault.");
    command->add_option("--ready-after-s", typed->ready_after_s, "Answer 503 for so long first")
        ->check(CLI::Range(0.0, 86400.0));
    command->add_option("--api-key-env", typed->api_key_variable, "Variable with the API key to ask for");
    auto* certificate =
        command->add_option("--tls-certificate", options.tls_certificate, "Serve https with this certificate, PEM");
    auto* key = command->add_option("--tls-key", options.tls_key, "The certificate's key, PEM")->needs(certificate);
    certificate->needs(key);
    command->add_option("--max-num-seqs", typed->max_batch, "Largest batch")->check(CLI::Range(1, 1'000'000));
    command->add_option("--kv-tokens", typed->kv_tokens, "Size of the KV cache in tokens")
        ->check(CLI::Range(std::int64_t{16}, std::int64_t{1'000'000'000}));
    command->add_option("--max-model-len", typed->max_model_tokens, "Longest request, prompt and output")
        ->check(CLI::Range(2, 10'000'000));
    command->add_option("--seed", options.seed, "Seed of noise, lengths and faults")->capture_default_str();
    command->callback([typed, stop, &exit_code] { exit_code = simulate(*typed, stop); });
}

} // namespace kneepoint::app
