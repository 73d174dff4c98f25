// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_body.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"
#include "lm_eval_name.h"
#include "lm_eval_sample_columns.h"
#include "lm_eval_sample_record.h"
#include "lm_eval_void.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace kneepoint::import {

namespace {

/// Cuts a text into its objects: one on each line, or the elements of one list (0.4.0 to 0.4.2, and before 0.4).
class SampleCutter {
public:
    explicit SampleCutter(std::string_view text)
        : m_text(text), m_at(std::min(text.find_first_not_of(json_blank), text.size()))
    {
        m_is_list = m_at < text.size() && text[m_at] == '[';
        if (m_is_list) ++m_at;
    }

    /// The next object, or an empty text at the end.
    std::string_view next()
    {
        m_at = std::min(m_text.find_first_not_of(m_is_list ? " \t\r\n," : json_blank, m_at), m_text.size());
        if (m_at == m_text.size() || (m_is_list && m_text[m_at] == ']')) return {};
        m_start = m_at;
        m_at = m_is_list ? json_value_end(m_text, m_start) : m_text.find('\n', m_start);
        m_at = std::min(m_at, m_text.size());
        return trimmed(m_text.substr(m_start, m_at - m_start));
    }

    std::size_t readable() const { return m_text.size() - m_start; }
    double fraction() const { return static_cast<double>(m_at) / static_cast<double>(m_text.size()); }

    /// Line of the current object, counted on demand: most files have no damaged line.
    std::string place() const
    {
        return "line " + std::to_string(std::ranges::count(m_text.substr(0, m_start), '\n') + 1);
    }

private:
    std::string_view m_text;
    std::size_t m_at = 0, m_start = 0;
    bool m_is_list = false;
};

struct Damage {
    std::size_t count = 0;
    Problems problems; ///< of the first lines
    Error first;

    void add(const Error& error, const std::string& place)
    {
        constexpr std::size_t shown = 20;
        if (count++ == 0) first = {error.kind, error.text, place};
        if (count <= shown)
            problems.push_back(
                {Severity::warning, "lm-eval-sample-line", "A sample was left out: " + error.text, {}, place});
    }
    void report(Problems& out) const
    {
        out.insert(out.end(), problems.begin(), problems.end());
        if (count > problems.size())
            out.push_back({Severity::warning,
                           "lm-eval-sample-line",
                           counted(count - problems.size(), "more sample") + " could not be read and were left out.",
                           {},
                           {}});
    }
};

Result<SampleRecord> checked(Result<SampleRecord> record)
{
    if (!record) return record;
    if (!record->doc_id)
        return failure(ErrorKind::unsupported, "The object has no doc_id; it is not a sample of lm_eval.");
    if (!record->has_answer && record->scores.empty())
        return failure(ErrorKind::unsupported,
                       "The object has neither an answer nor a score; it is not a sample of lm_eval.");
    return record;
}

Result<SampleColumns> read_columns(std::string_view text, Damage& damage, std::string_view file, Progress& progress)
{
    SampleColumns columns;
    SampleParser parser;
    SampleCutter cutter(text);
    std::size_t records = 0;
    for (std::string_view json = cutter.next(); !json.empty(); json = cutter.next()) {
        const auto record = checked(parser.parse(json, cutter.readable()));
        if (record)
            columns.add(*record), ++records;
        else
            damage.add(record.error(), cutter.place());
        if (progress.cancelled()) return failure(ErrorKind::cancelled, "Reading was stopped.");
        progress.report(std::min(cutter.fraction(), 0.999), file);
    }
    if (records > 0) return columns;
    if (damage.count > 0) return std::unexpected(damage.first);
    return failure(ErrorKind::unreadable, "The file holds no samples.");
}

void report_repeats(Run& run)
{
    for (const TaskSamples& samples : run.samples) {
        if (samples.lines == samples.doc_id.size()) continue;
        run.problems.push_back({Severity::warning,
                                "lm-eval-repeated-samples",
                                std::to_string(samples.lines) + " lines hold " +
                                    counted(samples.doc_id.size(), "question") + " of " + samples.task +
                                    "; of lines with the same doc_id the first is used.",
                                {},
                                {}});
    }
}

} // namespace

Result<Imported> lm_eval_samples(std::string_view text, const Source& source, Progress& progress)
{
    Damage damage;
    auto columns = read_columns(text, damage, source.file, progress);
    if (!columns) return std::unexpected(columns.error());

    Run run;
    run.kind = RunKind::accuracy;
    run.format = "lm_eval-samples";
    run.tool.name = "lm_eval";
    run.provenance.files.push_back({source.file, source.sha256, run.format});
    const LmEvalName name = lm_eval_name(source.file);
    run.run_key = name.time_stamp;
    run.samples = columns->finish(name.task, source.file);
    damage.report(run.problems);
    report_repeats(run);
    check_void_samples(run);
    for (Problem& problem : run.problems) problem.file = source.file;
    progress.report(1, source.file);
    Imported imported;
    imported.runs.push_back(std::move(run));
    return imported;
}

} // namespace kneepoint::import
