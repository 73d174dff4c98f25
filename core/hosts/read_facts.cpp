// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/text.h"
#include "kneepoint/hosts/facts.h"

#include <charconv>
#include <functional>
#include <map>

namespace kneepoint::hosts {

namespace {

template<typename T = std::uint64_t>
std::optional<T> number(std::string_view text, int base = 10)
{
    text = trimmed(text);
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::uint64_t> bytes_of_kib(std::string_view text)
{
    constexpr std::uint64_t most = std::uint64_t{1} << 50;
    const auto kib = number(text);
    return kib && *kib < most ? std::optional(*kib * 1024) : std::nullopt;
}

std::optional<Capability> capability(std::string_view text)
{
    const auto parts = split(trimmed(text), '.');
    if (parts.size() != 2) return std::nullopt;
    const auto major = number<int>(parts[0]), minor = number<int>(parts[1]);
    return major && minor ? std::optional(Capability{*major, *minor}) : std::nullopt;
}

struct Part {
    std::string_view name;
    int status = 0;
    std::string_view text;
    std::string_view line(std::size_t at) const
    {
        const auto all = split(text, '\n');
        return at < all.size() ? all[at] : std::string_view{};
    }
};

/// "NAME STATUS BYTES\nTEXT\n"; none at the end, or where the text is no such part.
std::optional<Part> take_part(std::string_view& text)
{
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const auto words = split(text.substr(0, end), ' ');
    if (words.size() != 3) return std::nullopt;
    const auto status = number<int>(words[1]);
    const auto size = number<std::size_t>(words[2]);
    if (!status || !size || text.size() - end - 1 <= *size) return std::nullopt;
    const Part part{words[0], *status, text.substr(end + 1, *size)};
    text.remove_prefix(end + 1 + *size + 1);
    return part;
}

void take_gpus(const Part& part, Facts& facts)
{
    if (part.status != 0) {
        facts.nvidia_smi = part.status == 127   ? "nvidia-smi is not there"
                           : part.status == 124 ? "nvidia-smi did not answer in time"
                                                : one_line(trimmed(part.text));
        return;
    }
    for (const auto line : lines(part.text)) {
        const auto cells = split(line, ',');
        if (cells.size() != 6) continue;
        facts.gpus.push_back({.index = number<int>(cells[0]).value_or(static_cast<int>(facts.gpus.size())),
                              .name = one_line(trimmed(cells[1])),
                              .memory_mib = number(cells[2]),
                              .memory_used_mib = number(cells[3]),
                              .capability = capability(cells[4]),
                              .driver = one_line(trimmed(cells[5]))});
    }
}

void take_gpu_processes(const Part& part, Facts& facts)
{
    if (part.status != 0) return;
    for (const auto line : lines(part.text)) {
        const auto first = line.find(','), last = line.rfind(','); // a program's name may hold commas
        if (first == std::string_view::npos || first == last) continue;
        if (const auto pid = number<int>(line.substr(0, first)))
            facts.gpu_processes.push_back({.pid = *pid,
                                           .name = one_line(trimmed(line.substr(first + 1, last - first - 1))),
                                           .memory_mib = number(line.substr(last + 1))});
    }
}

/// The last word that looks like a version: "guidellm version: 0.5.0", "Python 3.12.3", "0.25.1".
std::string version_in(std::string_view line)
{
    const auto words = split(trimmed(line), ' ');
    const auto word = words.back();
    return !word.empty() && word.front() >= '0' && word.front() <= '9' ? one_line(word, 40) : std::string{};
}

void take_model(const Part& part, Facts& facts)
{
    ModelPlace place{.model = std::string(part.line(0)), .path = std::string(part.line(2))};
    if (part.line(1) == "folder") place.kind = ModelPlace::Kind::folder;
    if (part.line(1) == "cache") place.kind = ModelPlace::Kind::cache;
    if (place.kind != ModelPlace::Kind::absent) place.bytes = bytes_of_kib(part.line(3));
    facts.models.push_back(std::move(place));
}

void take_folder(const Part& part, Facts& facts)
{
    const auto words = split(part.line(0), ' ');
    if (words.size() != 6) return;
    const auto yes = [&](std::size_t at) { return words[at] == "1"; };
    facts.folder = {.path = std::string(part.line(1)),
                    .exists = yes(0),
                    .link = yes(1),
                    .own = yes(2),
                    .writable = yes(3),
                    .mode = number<int>(words[4], 8).value_or(0),
                    .free_bytes = bytes_of_kib(words[5])};
}

void take_log_out(const Part& part, Facts& facts)
{
    const auto word = part.line(0);
    if (word == "no" || word == "b false" || word == "false") facts.kills_processes = KillsProcesses::no;
    if (word == "yes" || word == "b true" || word == "true") facts.kills_processes = KillsProcesses::yes;
    facts.lingers = part.text.contains("Linger=yes");
}

void take_tool(const Part& part, Facts& facts)
{
    if (part.status == 0)
        facts.tools.push_back({.name = std::string(part.line(0)),
                               .path = std::string(part.line(1)),
                               .version = version_in(part.line(3)),
                               .trouble = one_line(part.line(2), 100)});
}

void take_port(const Part& part, Facts& facts)
{
    const auto words = split(part.line(0), ' ');
    if (const auto port = number<int>(words.front()); port && words.size() == 2)
        facts.ports.push_back({*port, words[1] == "taken"});
}

} // namespace

Facts read_facts(std::string_view text)
{
    static const std::map<std::string_view, void (*)(const Part&, Facts&)> readers{
        {"gpus", take_gpus},     {"gpu-processes", take_gpu_processes},
        {"tool", take_tool},     {"model", take_model},
        {"folder", take_folder}, {"log-out", take_log_out},
        {"port", take_port},
    };
    Facts facts;
    while (const auto part = take_part(text)) {
        if (part->name == "system") facts.system = one_line(trimmed(part->text));
        if (part->name == "cores") facts.cores = number<int>(part->text);
        if (part->name == "memory")
            if (const auto kib = number(part->text)) facts.memory_mib = *kib / 1024;
        if (const auto reader = readers.find(part->name); reader != readers.end()) reader->second(*part, facts);
    }
    return facts;
}

} // namespace kneepoint::hosts
