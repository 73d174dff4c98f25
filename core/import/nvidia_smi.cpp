// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <set>

namespace kneepoint::import {

namespace {

// Bits of clocks_event_reasons.active (nvml.h, nvmlClocksEventReason*).
constexpr std::uint64_t software_power_cap = 0x4;
constexpr std::uint64_t thermal_slowdown = 0x20 | 0x40;

using Row = std::map<std::string, std::string, std::less<>>;

/// "power.draw [W]" gives "power.draw"; older names of a column give the newer one.
std::string column_name(std::string_view header)
{
    auto name = lower_case(trimmed(header.substr(0, header.find('['))));
    name = replaced(name, "clocks_throttle_reasons", "clocks_event_reasons");
    if (name == "clocks.sm" || name == "clocks.current.graphics" || name == "clocks.gr") return "clocks.current.sm";
    if (name == "clocks.mem") return "clocks.current.memory";
    if (name == "power.draw.instant" || name == "power.draw.average") return "power.draw";
    if (name == "gpu_name") return "name";
    return name;
}

/// "[N/A]", "N/A", "[Not Supported]" and the like say that there is no value.
bool is_absent(std::string_view cell)
{
    return cell.empty() || cell.starts_with('[') || cell == "N/A" || cell == "ERR!";
}

std::vector<Row> rows_of(std::string_view text)
{
    const auto all = lines(text);
    if (all.empty()) return {};
    std::vector<std::string> names;
    for (const auto cell : split(all.front(), ',')) names.push_back(column_name(cell));
    std::vector<Row> rows;
    for (const auto line : std::span(all).subspan(1)) {
        const auto cells = split(line, ',');
        // A last line that is still being written has fewer cells: its last one may be cut.
        if (cells.size() != names.size()) continue;
        Row row;
        for (std::size_t i = 0; i < cells.size(); ++i)
            if (const auto cell = trimmed(cells[i]); !is_absent(cell)) row.try_emplace(names[i], cell);
        if (!row.empty()) rows.push_back(std::move(row));
    }
    return rows;
}

std::optional<std::string> text_of(const Row& row, std::string_view column)
{
    const auto found = row.find(column);
    return found == row.end() ? std::nullopt : std::optional(found->second);
}

std::optional<double> number_of(const Row& row, std::string_view column)
{
    const auto cell = text_of(row, column);
    return cell ? parse_decimal(cell->substr(0, cell->find(' '))) : std::nullopt;
}

std::optional<std::uint64_t> reasons_of(const Row& row)
{
    if (const auto cell = text_of(row, "clocks_event_reasons.active"); cell && cell->starts_with("0x")) {
        std::uint64_t bits = 0;
        const auto* end = cell->data() + cell->size();
        if (std::from_chars(cell->data() + 2, end, bits, 16).ptr == end) return bits;
    }
    const auto active = [&](std::string_view column) { return text_of(row, column) == "Active"; };
    if (!row.contains("clocks_event_reasons.sw_power_cap")) return std::nullopt;
    const bool hot =
        active("clocks_event_reasons.sw_thermal_slowdown") || active("clocks_event_reasons.hw_thermal_slowdown");
    return (active("clocks_event_reasons.sw_power_cap") ? software_power_cap : 0) | (hot ? thermal_slowdown : 0);
}

struct Extremes {
    std::optional<double> low, high, mean;
};

Extremes extremes(const std::vector<Row>& rows, std::string_view column)
{
    Extremes result;
    double sum = 0;
    int count = 0;
    for (const auto& row : rows) {
        const auto value = number_of(row, column);
        if (!value) continue;
        result.low = std::min(result.low.value_or(*value), *value);
        result.high = std::max(result.high.value_or(*value), *value);
        sum += *value;
        ++count;
    }
    if (count > 0) result.mean = sum / count;
    return result;
}

class SampleReader {
public:
    SampleReader(std::vector<Row> rows, const Source& source) : m_rows(std::move(rows))
    {
        m_run.kind = RunKind::environment;
        m_run.format = "nvidia-smi";
        m_run.tool.name = "nvidia-smi";
        m_run.provenance.files.push_back({source.file, source.sha256, m_run.format});
    }

    Run read()
    {
        device();
        load();
        clocks();
        return std::move(m_run);
    }

private:
    void fact(std::string key, std::string value, std::string path)
    {
        m_run.setup.facts.try_emplace(std::move(key), Fact{std::move(value), std::move(path)});
    }
    void fact(std::string key, std::optional<double> value, std::string path)
    {
        if (value) fact(std::move(key), shortest_decimal(*value), std::move(path));
    }

    void device()
    {
        const auto& first = m_rows.front();
        if (const auto name = text_of(first, "name")) {
            m_run.setup.gpu = *name;
            fact("gpu.name", *name, "name");
        }
        if (const auto driver = text_of(first, "driver_version")) fact("gpu.driver", *driver, "driver_version");
        if (const auto capability = text_of(first, "compute_cap"))
            fact("gpu.compute_capability", *capability, "compute_cap");
        std::set<std::string> indices;
        for (const auto& row : m_rows)
            if (const auto index = text_of(row, "index")) indices.insert(*index);
        if (!indices.empty()) fact("gpu.count", std::to_string(indices.size()), "index");
        fact("gpu.samples", std::to_string(m_rows.size()), "rows");
        if (const auto from = text_of(first, "timestamp")) fact("gpu.first_sample", *from, "timestamp");
        if (const auto to = text_of(m_rows.back(), "timestamp")) fact("gpu.last_sample", *to, "timestamp");
    }

    void load()
    {
        fact("gpu.memory_total_mib", number_of(m_rows.front(), "memory.total"), "memory.total");
        fact("gpu.memory_used_max_mib", extremes(m_rows, "memory.used").high, "memory.used");
        fact("gpu.power_limit_w", number_of(m_rows.front(), "power.limit"), "power.limit");
        const auto power = extremes(m_rows, "power.draw");
        fact("gpu.power_max_w", power.high, "power.draw");
        fact("gpu.temperature_max_c", extremes(m_rows, "temperature.gpu").high, "temperature.gpu");
        if (m_rows.size() < 2) return;
        fact("gpu.power_mean_w", power.mean, "power.draw");
        fact("gpu.utilization_mean_percent", extremes(m_rows, "utilization.gpu").mean, "utilization.gpu");
    }

    /// Lowest and highest SM clock while the GPU worked: an idle one clocks down, which says nothing.
    void clocks()
    {
        auto busy = m_rows;
        std::erase_if(busy, [](const Row& row) { return number_of(row, "utilization.gpu") == 0.0; });
        const auto sm = extremes(busy, "clocks.current.sm");
        fact("gpu.sm_clock_min_mhz", sm.low, "clocks.current.sm");
        fact("gpu.sm_clock_max_mhz", sm.high, "clocks.current.sm");
        limits(sm);
    }

    void limits(const Extremes& sm)
    {
        std::size_t known = 0, capped = 0, hot = 0;
        for (const auto& row : m_rows) {
            const auto reasons = reasons_of(row);
            if (!reasons) continue;
            ++known;
            capped += (*reasons & software_power_cap) != 0;
            hot += (*reasons & thermal_slowdown) != 0;
        }
        if (known == 0) return;
        const auto share = static_cast<double>(capped) / static_cast<double>(known);
        fact("gpu.power_cap_samples", std::to_string(capped), "clocks_event_reasons.active");
        fact("gpu.power_cap_share", share, "clocks_event_reasons.active");
        if (hot > 0)
            note("thermal-limit",
                 fmt::format("The GPU was slowed down by its temperature in {} of {} samples.", hot, known));
        if (capped == 0) return;
        auto text = fmt::format("The GPU was at its power limit in {} of {} samples ({} %)", capped, known,
                                format_decimal(share * 100, 0));
        if (sm.low && sm.high && *sm.low < *sm.high)
            text += fmt::format(", with the SM clock down to {} of {} MHz", shortest_decimal(*sm.low),
                                shortest_decimal(*sm.high));
        note("power-cap", text + "; the limit is part of what was measured.");
    }

    void note(std::string code, std::string text)
    {
        m_run.problems.push_back(
            {Severity::note, std::move(code), std::move(text), m_run.file(), "clocks_event_reasons.active"});
    }

    std::vector<Row> m_rows;
    Run m_run;
};

} // namespace

Result<Imported> nvidia_smi_csv(std::string_view text, const Source& source, Progress& progress)
{
    auto rows = rows_of(text);
    if (progress.cancelled()) return failure(ErrorKind::cancelled, "Reading was stopped.", source.file);
    if (rows.empty())
        return failure(ErrorKind::unreadable, "These nvidia-smi samples hold no complete row below the header.",
                       source.file);
    Imported imported;
    imported.runs.push_back(SampleReader(std::move(rows), source).read());
    return imported;
}

} // namespace kneepoint::import
