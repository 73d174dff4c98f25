// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a report with the keys and proportions of GuideLLM 0.8: make_big_report PATH [MEGABYTES]
#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace {

/// Deterministic, so that two runs write the same bytes.
class Noise {
public:
    double next()
    {
        m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(m_state >> 11) / 9007199254740992.0;
    }

private:
    std::uint64_t m_state = 42;
};

std::string words(Noise& noise, int count)
{
    static constexpr std::string_view all[] = {
        "latency", "of",      "a",      "token", "grows",  "with",       "load\\n", "until \\\"the knee\\\"",
        "is",      "reached", "{then}", "[it]",  "bends,", "caf\\u00e9", "queue",   "\u2014",
        "server",  "and"};
    std::string text;
    for (int i = 0; i < count; ++i) (text += all[static_cast<std::size_t>(noise.next() * std::size(all))]) += ' ';
    return text;
}

std::string token_metrics(int tokens)
{
    return fmt::format(R"({{"text_tokens": {0}, "cached_tokens": null, "text_words": {1}, "text_characters": {2}, )"
                       R"("image_tokens": null, "image_count": null, "image_pixels": null, "image_bytes": null, )"
                       R"("video_tokens": null, "video_frames": null, "video_seconds": null, "video_bytes": null, )"
                       R"("audio_tokens": null, "audio_samples": null, "audio_seconds": null, "audio_bytes": null, )"
                       R"("tool_call_tokens": null, "mixed_content_tool_tokens": null, "tool_call_count": null, )"
                       R"("total_tokens": {0}}})",
                       tokens, tokens * 3 / 4, tokens * 4);
}

std::string request(Noise& noise, double start, int number)
{
    const double ttft = 30 + 20 * noise.next(), itl = 5 + noise.next();
    const int prompt = 120 + static_cast<int>(20 * noise.next()), output = 32;
    const double last = start + (ttft + itl * (output - 1)) / 1000, end = last + 0.001;
    const auto id = fmt::format("{:08x}-7d52-4bef-8c37-{:012x}", number, number * 977);
    std::string timings = "{";
    for (const std::string_view key :
         {"targeted_start", "queued", "dequeued", "scheduled_at", "resolve_start", "request_start",
          "first_request_iteration", "first_token_iteration", "first_output_token_iteration"})
        timings += fmt::format(R"("{}": {:.7f}, )", key, start + noise.next() / 1000);
    timings += fmt::format(R"("last_token_iteration": {:.7f}, "request_iterations": {}, "token_iterations": {}, )"
                           R"("request_end": {:.7f}, "resolve_end": {:.7f}, "finalized": {:.7f}}})",
                           last, output + 3, output, end, end + 0.0001, end + 0.0012);
    auto text = fmt::format(
        R"({{"type_": "generative_request_stats", "request_id": "{0}", "response_id": "chatcmpl-{0}", "request_args": )"
        R"("{{\"stream\":true,\"body\":{{\"messages\":[{{\"role\":\"user\",\"content\":\"{1}\"}}]}}}}", "output": "{2}", )"
        R"("reasoning_output": null, "tool_calls": null, "info": {{"request_id": "{0}", "conversation_id": "{0}", )"
        R"("history_len": 0, "turn_index": 0, "preceding_nodes": 0, "node_id": "main_0", "agent_id": "default", )"
        R"("parent_node_ids": [], "status": "completed", "scheduler_node_id": 0, "scheduler_process_id": 0, )"
        R"("scheduler_start_time": {3:.7f}, "timings": {4}, "settings": {{"trace_duration": null}}, "error": null, )"
        R"("traceback": null, "started_at": {3:.7f}, "completed_at": {5:.7f}}}, )",
        id, words(noise, prompt / 2), words(noise, output / 2), start, timings, end);
    text += fmt::format(R"("input_metrics": {}, "response_metrics": null, "output_metrics": {}, )",
                        token_metrics(prompt), token_metrics(output));
    text += fmt::format(
        R"("request_start_time": {0:.7f}, "request_end_time": {1:.7f}, "request_latency": {2:.16g}, )"
        R"("request_dispatch_delay": {3:.16g}, "prompt_tokens": {4}, "cached_tokens": null, "output_tokens": {5}, )"
        R"("total_tokens": {6}, "time_to_first_token_ms": {7:.16g}, "time_to_last_round_trip_ms": null, )"
        R"("time_per_output_token_ms": {8:.16g}, "inter_token_latency_ms": {9:.16g}, "tokens_per_second": {10:.16g}, )"
        R"("output_tokens_per_second": {11:.16g}, "iter_tokens_per_iteration": 1.0}})",
        start, end, end - start, noise.next() / 100, prompt, output, prompt + output, ttft,
        (last - start) * 1000 / output, itl, (prompt + output) / (end - start), output / (end - start));
    return text;
}

std::string distribution(Noise& noise, double centre)
{
    std::string text =
        fmt::format(R"({{"mean": {0:.16g}, "median": {0:.16g}, "mode": {0:.16g}, "variance": 1.0, "std_dev": 1.0, )"
                    R"("min": {1:.16g}, "max": {2:.16g}, "count": 1000, "total_sum": {3:.16g}, "percentiles": {{)",
                    centre, centre * 0.5, centre * 2, centre * 1000);
    double value = centre * 0.5;
    for (const std::string_view key : {"p001", "p01", "p05", "p10", "p25", "p50", "p75", "p90", "p95", "p99", "p999"}) {
        value += noise.next() * centre * 0.1;
        text += fmt::format(R"("{}": {:.16g}{})", key, value, key == "p999" ? "" : ", ");
    }
    return text + R"(}, "pdf": null, "mean_ci": null, "percentile_cis": null})";
}

std::string metrics(Noise& noise, int requests)
{
    std::string text = fmt::format(
        R"({{"request_totals": {{"successful": {0}, "errored": 0, "incomplete": 0, "total": {0}}})", requests);
    for (const std::string_view key :
         {"requests_per_second", "request_concurrency", "request_latency", "prompt_token_count", "output_token_count",
          "total_token_count", "time_to_first_token_ms", "time_to_first_output_token_ms", "time_per_output_token_ms",
          "inter_token_latency_ms", "time_to_last_round_trip_ms", "prompt_tokens_per_second",
          "output_tokens_per_second", "tokens_per_second"}) {
        text += fmt::format(R"(, "{}": {{)", key);
        for (const std::string_view status : {"successful", "errored", "incomplete", "total"})
            text += fmt::format(R"("{}": {}{})", status, distribution(noise, 40), status == "total" ? "}" : ", ");
    }
    return text + "}";
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) return fmt::print(stderr, "usage: make_big_report PATH [MEGABYTES]\n"), 2;
    const double bytes = (argc > 2 ? std::atof(argv[2]) : 280) * 1e6;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(argv[1], "wb"), std::fclose);
    if (!file) return fmt::print(stderr, "cannot write {}\n", argv[1]), 1;
    constexpr int levels = 3;
    Noise noise;
    double written = 0;
    const auto put = [&](std::string_view text) {
        written += static_cast<double>(std::fwrite(text.data(), 1, text.size(), file.get()));
    };
    put(R"({"metadata": {"version": 2, "guidellm_version": "0.8.1"}, "config": {"spec": {"backend": {"kind": "openai_http", )"
        R"("model": "big"}, "profile": {"kind": "concurrent"}}}, "benchmarks": [)");
    int number = 0;
    for (int level = 0; level < levels; ++level) {
        put(fmt::format(R"({}{{"type_": "generative_benchmark", "config": {{"run_id": "big", "strategy": {{"type_": )"
                        R"("concurrent", "streams": {}}}}}, "requests": {{"successful": [)",
                        level == 0 ? "" : ", ", 1 << level));
        int requests = 0;
        for (double start = 1.79e9 + 600 * level; written < bytes * (level + 1) / levels; start += 0.01, ++requests)
            put((requests == 0 ? "" : ", ") + request(noise, start, ++number));
        put(R"(], "errored": [], "incomplete": [], "total": null}, "warnings": [], "metrics": )" +
            metrics(noise, requests));
        put(fmt::format(R"(, "start_time": {}, "end_time": {}, "duration": 500.0}})", 1790000000 + 600 * level,
                        1790000500 + 600 * level));
    }
    put(R"(], "conclusions": []})");
    fmt::print("{:.0f} bytes, {} requests\n", written, number);
}
