// SPDX-License-Identifier: GPL-3.0-or-later
// Import of one GuideLLM report against a bare scan of the same bytes and Python's json.load: bench_import REPORT
// [ROUNDS]
//
// The bare scan is simdjson's on-demand parser over the whole text in one go: it enters every object and array, takes
// every key and text raw (not unescaped), decodes every number as a double and every truth value, and keeps nothing.
#include "kneepoint/base/file.h"
#include "kneepoint/import/formats.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

namespace {

namespace ondemand = simdjson::ondemand;

std::size_t values = 0;

template<typename Value>
simdjson::error_code visit(Value&& value)
{
    ++values;
    ondemand::json_type type;
    if (const auto error = value.type().get(type)) return error;
    switch (type) {
    case ondemand::json_type::object: {
        ondemand::object object;
        if (const auto error = value.get_object().get(object)) return error;
        for (auto item : object) {
            ondemand::field field;
            if (const auto error = std::move(item).get(field)) return error;
            if (const auto error = visit(field.value())) return error;
        }
        return simdjson::SUCCESS;
    }
    case ondemand::json_type::array: {
        ondemand::array array;
        if (const auto error = value.get_array().get(array)) return error;
        for (auto item : array) {
            ondemand::value element;
            if (const auto error = std::move(item).get(element)) return error;
            if (const auto error = visit(element)) return error;
        }
        return simdjson::SUCCESS;
    }
    case ondemand::json_type::number: {
        double number = 0;
        return value.get_double().get(number);
    }
    case ondemand::json_type::string: {
        ondemand::raw_json_string text;
        return value.get_raw_json_string().get(text);
    }
    case ondemand::json_type::boolean: {
        bool truth = false;
        return value.get_bool().get(truth);
    }
    case ondemand::json_type::null:
        return value.is_null().error();
    }
    return simdjson::SUCCESS;
}

double seconds_of(const auto& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Peak of the memory this process held, in bytes.
double peak_memory()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::atof(line.c_str() + 6) * 1024;
    return 0;
}

double python_seconds(const char* path)
{
    setenv("KNEEPOINT_BENCH_REPORT", path, 1);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> python(
        popen("python3 -c \"import json,os,time; f=open(os.environ['KNEEPOINT_BENCH_REPORT']); t=time.perf_counter(); "
              "json.load(f); print(time.perf_counter()-t)\"",
              "r"),
        pclose);
    double seconds = 0;
    if (!python || std::fscanf(python.get(), "%lf", &seconds) != 1) return 0;
    return seconds;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) return fmt::print(stderr, "usage: bench_import REPORT [ROUNDS]\n"), 2;
    auto json = kneepoint::read_file(argv[1]);
    if (!json) return fmt::print(stderr, "{}\n", kneepoint::to_string(json.error())), 1;
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
    const auto size = static_cast<double>(json->size());
    double import_best = 1e9, scan_best = 1e9, peak = 0;
    for (int round = 0; round < rounds; ++round) {
        std::size_t requests = 0;
        import_best = std::min(import_best, seconds_of([&] {
                                   kneepoint::Progress progress;
                                   const auto imported =
                                       kneepoint::import::guidellm_json(*json, {argv[1], {}}, progress);
                                   if (!imported)
                                       fmt::print(stderr, "{}\n", kneepoint::to_string(imported.error())), std::exit(1);
                                   for (const auto& level : imported->runs.front().levels)
                                       requests += level.columns.size();
                               }));
        if (round == 0) {
            peak = peak_memory();
            fmt::print(
                "{:.1f} MB, {} requests\npeak memory of reading and importing: {:.1f} MB, {:.2f} times the file\n",
                size / 1e6, requests, peak / 1e6, peak / size);
            json->reserve(json->size() + simdjson::SIMDJSON_PADDING);
        }
        scan_best =
            std::min(scan_best, seconds_of([&] {
                         ondemand::parser parser;
                         ondemand::document document;
                         ondemand::value root;
                         values = 0;
                         if (parser.iterate(*json).get(document) || document.get_value().get(root) || visit(root))
                             fmt::print(stderr, "the bare scan failed\n"), std::exit(1);
                     }));
    }
    fmt::print("bare scan {:.3f} s ({} values), import {:.3f} s: ratio {:.2f} (target 1.30)\n", scan_best, values,
               import_best, import_best / scan_best);
    if (const double python = python_seconds(argv[1]); python > 0)
        fmt::print("json.load {:.2f} s: import is {:.1f} times faster (target 8)\n", python, python / import_best);
}
