// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_options.h"

#include "option_effects.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <random>

namespace kneepoint::app {

namespace {

Result<std::pair<std::string, std::string>> header_of(const std::string& text)
{
    const auto colon = text.find(':');
    const std::string name(trimmed(text.substr(0, colon)));
    const bool token = !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                               "0123456789-_") == std::string::npos;
    if (colon == std::string::npos || !token || text.find_first_of("\r\n") != std::string::npos)
        return failure(ErrorKind::invalid, fmt::format("The header \"{}\" is not \"Name: value\".", one_line(text)));
    if (lower_case(name) == "authorization")
        return failure(ErrorKind::invalid, "A key does not belong into arguments. Put it into KNEEPOINT_API_KEY.");
    return std::pair(name, std::string(trimmed(text.substr(colon + 1))));
}

/// The members of a JSON object as text, for every request's body.
Result<std::string> body_fields(const std::string& text)
{
    if (text.empty()) return std::string();
    const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
    if (!json.is_object()) return failure(ErrorKind::invalid, "The extra body is no JSON object.");
    const std::string object = json.dump();
    return object.substr(1, object.size() - 2);
}

/// Lengths and the prompts of a file.
Result<void> read_prompts(const RunOptions& options, load::RequestContent& content)
{
    const auto prompt = load::TokenLengths::from_text(options.prompt_tokens);
    if (!prompt) return std::unexpected(prompt.error());
    content.prompt_tokens = *prompt;
    const auto output = load::TokenLengths::from_text(options.output_tokens);
    if (!output) return std::unexpected(output.error());
    content.output_tokens = *output;
    if (options.dataset.empty()) return {};
    auto dataset = load::read_dataset(options.dataset, content.api);
    if (!dataset) return std::unexpected(dataset.error());
    dataset->shuffled = options.dataset_order == "shuffled";
    content.dataset = std::make_shared<const load::Dataset>(std::move(*dataset));
    return {};
}

std::optional<load::PromptKind> prompt_kind(const RunOptions& options)
{
    const bool chat = options.api == "chat";
    if (options.prompt.empty()) return chat ? load::PromptKind::text : load::PromptKind::token_ids;
    if (options.prompt == "text") return load::PromptKind::text;
    if (chat) return std::nullopt;
    return load::PromptKind::token_ids;
}

/// Another one for each run: a server that keeps its prefix cache would know the prompts of the last. Of nine digits at
/// most, so that it is easily typed and leaves room for the levels' own.
std::uint64_t seed_of(const RunOptions& options)
{
    if (options.seed) return *options.seed;
    if (options.resume)
        if (const auto kept = load::RunFolder::seed_of(options.folder)) return *kept;
    std::random_device device;
    return std::uniform_int_distribution<std::uint64_t>(1, 999'999'999)(device);
}

Result<load::Profile> profile_of(const RunOptions& options)
{
    load::Profile profile = options.load;
    const bool named = !options.profile.empty();
    profile.kind = named                   ? *load::profile_from_text(options.profile)
                   : !options.list.empty() ? load::ProfileKind::list
                   : !options.slo.empty()  ? load::ProfileKind::slo
                                           : load::ProfileKind::concurrent;
    profile.streams = options.streams;
    profile.rates = options.rates;
    if (!options.list.empty()) {
        auto list = load::parse_level_list(options.list, profile.max_concurrency);
        if (!list) return std::unexpected(list.error());
        profile.list = std::move(*list);
    }
    if (!options.slo.empty()) {
        auto slo = parse_slo(options.slo);
        if (!slo) return std::unexpected(slo.error());
        profile.slo = std::move(*slo);
    }
    profile.search_by = options.search == "rate" ? load::LoadKind::rate : load::LoadKind::streams;
    profile.sweep_levels = options.levels.value_or(profile.sweep_levels);
    profile.search_levels = options.levels.value_or(profile.search_levels);
    profile.stop.seconds = options.max_seconds;
    profile.stop.requests = options.max_requests;
    profile.stop.error_rate = options.max_error_rate;
    if (const auto used = refuse_without_effect(options, profile); !used) return std::unexpected(used.error());
    return profile;
}

void declare_load(CLI::App& command, RunOptions& o)
{
    const CLI::Range positive(1, 1'000'000);
    command.add_option("--profile", o.profile, "Load; concurrent unless --list or --slo is given")
        ->check(CLI::IsMember({"synchronous", "concurrent", "throughput", "constant", "poisson", "gamma", "ramp",
                               "list", "sweep", "knee", "slo"}));
    command.add_option("--streams", o.streams, "Requests in flight, a level each")->delimiter(',')->check(positive);
    command.add_option("--rates", o.rates, "Requests a second, a level each; of ramp the first and the last")
        ->delimiter(',')
        ->check(CLI::PositiveNumber);
    command.add_option("--list", o.list,
                       "Levels of several kinds: synchronous, 16 (streams), throughput:64, constant:2.5, poisson:2.5, "
                       "gamma:2.5:0.5 (rate, burstiness)");
    command.add_option("--slo", o.slo,
                       "Look for the most load that meets objectives: \"ttft:p95<=200ms,itl:p99<=50ms\"");
    command.add_option("--search", o.search, "Load that --slo looks for: streams, or a rate of Poisson arrivals")
        ->check(CLI::IsMember({"streams", "rate"}))
        ->capture_default_str();
    command.add_option("--levels", o.levels, "Levels of a sweep (10), or of knee and --slo at most (20)")
        ->check(CLI::Range(2, 1000));
    command.add_option("--burstiness", o.load.burstiness, "Of gamma: 1 is Poisson, less is burstier")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command.add_option("--max-concurrency", o.load.max_concurrency, "In flight at most: throughput, sweep, knee, slo")
        ->check(positive)
        ->capture_default_str();
    command.add_option("--max-seconds", o.max_seconds, "A level's length")->check(CLI::PositiveNumber);
    command.add_option("--max-requests", o.max_requests, "Requests of a level at most")->check(CLI::PositiveNumber);
    command.add_option("--max-error-rate", o.max_error_rate, "Share of failed requests that ends a level")
        ->check(CLI::Range(0.0, 1.0));
    command.add_option("--warmup-s", o.load.warmup_seconds, "Left out at the start of each level")
        ->check(CLI::NonNegativeNumber);
    command.add_option("--cooldown-s", o.load.cooldown_seconds, "Left out at the end of each level")
        ->check(CLI::NonNegativeNumber);
    command.add_option("--ramp-s", o.load.ramp_seconds, "Streams begin spread over this time")
        ->check(CLI::NonNegativeNumber);
    command.add_option("--drain-s", o.load.stop.drain_seconds, "Time for requests in flight after --max-seconds")
        ->check(CLI::NonNegativeNumber);
    command.add_option("--threads", o.threads, "I/O threads")->check(CLI::Range(1, 256))->capture_default_str();
}

void declare_requests(CLI::App& command, RunOptions& o)
{
    command.add_option("--api", o.api, "Endpoint")
        ->check(CLI::IsMember({"completions", "chat"}))
        ->capture_default_str();
    command
        .add_option("--prompt", o.prompt,
                    "token-ids (exact lengths; completions only) or text, fitted to the "
                    "server's own counts")
        ->check(CLI::IsMember({"token-ids", "text"}));
    command
        .add_option("--prompt-tokens", o.prompt_tokens,
                    "N, uniform:MIN..MAX, normal:MEAN,STDDEV[,MIN..MAX] or lognormal:MEAN,STDDEV[,MIN..MAX]")
        ->capture_default_str();
    command.add_option("--output-tokens", o.output_tokens, "Likewise")->capture_default_str();
    command.add_option("--prefix-tokens", o.content.prefix_tokens, "Before each prompt, shared by many requests")
        ->check(CLI::Range(0, 10'000'000));
    command.add_option("--prefixes", o.content.prefixes, "How many different prefixes there are")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command
        .add_option("--turns", o.content.turns,
                    "Of a conversation: each turn sends the ones before it and the server's answers, too")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command.add_option("--dataset", o.dataset,
                       "Prompts of a file: JSON Lines or a JSON list of objects with \"prompt\", \"messages\" or "
                       "ShareGPT's \"conversations\"");
    command.add_option("--dataset-order", o.dataset_order, "shuffled by the seed, or as in the file")
        ->check(CLI::IsMember({"shuffled", "file"}))
        ->capture_default_str();
    command.add_flag("--free-output", o.free_output, "Let the model end before --output-tokens");
    command.add_flag("--no-stream", o.no_stream, "Whole answers: no TTFT, no ITL");
    command.add_option("--seed", o.seed, "Of prompts and arrivals; drawn for each run, and kept in it, unless given");
    command.add_option("--header", o.headers, "\"Name: value\" for every request; the key goes into KNEEPOINT_API_KEY")
        ->allow_extra_args(false); // what follows its value would not be left out of the kept arguments
    command.add_option("--body", o.body, "JSON object whose members go into every request");
    command.add_option("--connect-timeout-s", o.limits.connect)->check(CLI::PositiveNumber)->capture_default_str();
    command.add_option("--first-byte-timeout-s", o.limits.first_byte)
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command.add_option("--stall-timeout-s", o.limits.stall)->check(CLI::PositiveNumber)->capture_default_str();
    command.add_option("--request-timeout-s", o.limits.total)->check(CLI::PositiveNumber)->capture_default_str();
    command.add_option("--ca-file", o.ca_file, "Further certificate authorities, PEM");
}

} // namespace

void declare(CLI::App& command, RunOptions& o)
{
    command.add_option("--target", o.target, "http://HOST:PORT, https://HOST or unix:/PATH")->required();
    command.add_option("--model", o.model, "Served name; may be left out where the server has one");
    declare_load(command, o);
    declare_requests(command, o);
    command.add_option("-o,--output", o.folder, "Result folder")->required();
    command.add_option("--format", o.format, "Another tool's report beside our own files")
        ->check(CLI::IsMember({"kneepoint", "guidellm", "vllm-bench"}))
        ->capture_default_str();
    command.add_option("--progress", o.progress)
        ->check(CLI::IsMember({"auto", "jsonl", "none"}))
        ->capture_default_str();
    command.add_flag("--resume", o.resume, "Measure only the levels that the folder lacks");
    command.add_flag("--selftest", o.selftest, "Measure this client's own error first and keep it in the result");
}

ProgressStyle progress_style(const RunOptions& options)
{
    if (options.progress == "jsonl") return ProgressStyle::jsonl;
    return options.progress == "none" ? ProgressStyle::none : ProgressStyle::lines;
}

Result<load::RunManifest> manifest_of(const RunOptions& options)
{
    load::RunManifest manifest;
    manifest.version = KNEEPOINT_VERSION;
    auto profile = profile_of(options);
    if (!profile) return std::unexpected(profile.error());
    manifest.profile = std::move(*profile);
    if (options.format == "guidellm" && manifest.profile.kind == load::ProfileKind::ramp)
        return failure(ErrorKind::invalid,
                       "GuideLLM has no ramps: leave out --format guidellm, or choose another profile.");
    if (const auto levels = load::first_levels(manifest.profile); !levels) return std::unexpected(levels.error());
    load::ClientSetup& client = manifest.client;
    auto endpoint = load::endpoint_from_url(options.target);
    if (!endpoint) return std::unexpected(endpoint.error());
    client.endpoint = std::move(*endpoint);
    client.content = options.content;
    client.content.seed = manifest.profile.seed = seed_of(options);
    client.content.model = options.model;
    client.content.api = options.api == "chat" ? load::Api::chat : load::Api::completions;
    client.content.stream = !options.no_stream;
    client.content.fixed_output = !options.free_output;
    const auto prompt = prompt_kind(options);
    if (!prompt) return failure(ErrorKind::invalid, "Chat takes no token ids. Use --prompt text or --api completions.");
    client.content.prompt = *prompt;
    if (const auto read = read_prompts(options, client.content); !read) return std::unexpected(read.error());
    for (const std::string& text : options.headers) {
        auto header = header_of(text);
        if (!header) return std::unexpected(header.error());
        client.content.headers.push_back(std::move(*header));
    }
    auto fields = body_fields(options.body);
    if (!fields) return std::unexpected(fields.error());
    client.content.body_fields = std::move(*fields);
    client.limits = options.limits;
    client.threads = options.threads;
    client.ca_file = options.ca_file;
    return manifest;
}

} // namespace kneepoint::app
