// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "job_record.h"

#include "kneepoint/base/result.h"
#include "kneepoint/runs/job_files.h"
#include "kneepoint/runs/plan.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::runs {

/// A job as the journal has it: the record, and what was last seen on its host.
struct JobEntry {
    JobRecord record;
    std::string steps, log, readings;
};

/// What is known of all jobs started from here: a folder for each. Whatever a job does on its host is written here
/// before, so that a program that is killed finds out what it did. Several programs may use one journal: only the one
/// that holds a job's claim acts for it, the others look.
///
///     client            this journal's name on hosts
///     forgotten         ids of jobs that were taken out of the list, a line each
///     ID/job.json       JobRecord; written beside its name, flushed, renamed
///     ID/plan.json      the plan
///     ID/files/         what goes to the host, exactly
///     ID/steps, log, readings   as last seen on the host
///     ID/cancel         somebody here wants it to end
///     ID/claim          locked by the program that acts for the job
class Journal {
public:
    /// Held by one program at a time; the kernel frees it when that ends, however it ends.
    class Claim {
    public:
        explicit Claim(int file) : m_file(file) {}
        ~Claim();
        Claim(const Claim&) = delete;
        Claim& operator=(const Claim&) = delete;

    private:
        int m_file;
    };

    explicit Journal(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    /// $XDG_STATE_HOME/kneepoint/jobs, by default ~/.local/state/kneepoint/jobs
    static std::filesystem::path default_folder();

    /// Makes it when it is missing. @return its name on hosts @error permission, io
    Result<std::string> open() const;

    /// Oldest first. Entries that cannot be read are put aside as ID.damaged; each gives a sentence.
    std::vector<JobEntry> load(std::vector<std::string>& damaged) const;
    Result<JobRecord> read(const std::string& id) const;
    Result<JobEntry> entry(const std::string& id) const;
    /// Oldest first. @error io when the folder cannot be read, or is not a journal any more
    Result<std::vector<std::string>> ids() const;
    bool has(const std::string& id) const;

    /// A new entry, whole or not at all.
    Result<void> add(const JobRecord& record, const Plan& plan) const;
    Result<void> write(const JobRecord& record) const;
    Result<Plan> plan(const std::string& id) const;
    /// What goes to the host. @return its hash
    Result<std::string> keep_files(const std::string& id, const JobFiles& files) const;
    Result<JobFiles> files(const std::string& id) const;

    /// A small text of a job; empty when it is not there.
    std::string text(const std::string& id, std::string_view name) const;
    Result<void> write_text(const std::string& id, std::string_view name, std::string_view text) const;
    /// The last megabyte.
    std::string log(const std::string& id) const;
    /// To a text of which only the end is wanted; not flushed to the disk.
    void append(const std::string& id, std::string_view name, std::string_view bytes) const;

    Result<void> want_cancel(const std::string& id) const;
    bool cancel_wanted(const std::string& id) const;

    /// None while another program acts for the job.
    std::shared_ptr<Claim> claim(const std::string& id) const;
    /// @pre the job is claimed by the caller
    void forget(const std::string& id) const;
    /// Those that were forgotten and not adopted again; the last thousand.
    std::vector<std::string> forgotten() const;
    void remember(const std::string& id) const;

    std::filesystem::path folder(const std::string& id) const { return m_folder / id; }

private:
    enum class Forgotten { yes, no };
    void keep_forgotten(const std::string& id, Forgotten is) const;

    std::filesystem::path m_folder;
};

} // namespace kneepoint::runs
