// SPDX-License-Identifier: GPL-3.0-or-later
#include "json.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "kneepoint/claims/claims.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace kneepoint::app {

namespace {

struct Arguments {
    std::string file;
    std::string data;
    bool json = false;
    bool all = false;
};

nlohmann::ordered_json evidence_json(const claims::Evidence& evidence)
{
    return {{"row", evidence.row},
            {"column", evidence.column},
            {"line", evidence.line > 0 ? nlohmann::ordered_json(evidence.line) : nlohmann::ordered_json()},
            {"file", text_or_null(evidence.file)},
            {"printed", text_or_null(evidence.printed)},
            {"value", number(evidence.value)}};
}

nlohmann::ordered_json claims_document(const claims::Review& review)
{
    auto list = nlohmann::ordered_json::array();
    for (const auto& claim : review.claims) {
        auto rows = nlohmann::ordered_json::array();
        for (const auto& evidence : claim.rows) rows.push_back(evidence_json(evidence));
        list.push_back({{"line", claim.line},
                        {"text", claim.text},
                        {"kind", claims::to_string(claim.kind)},
                        {"stated", text_or_null(claim.stated)},
                        {"computed", number(claim.computed)},
                        {"computed_text", text_or_null(claim.computed_text)},
                        {"verdict", claims::to_string(claim.verdict)},
                        {"why", claim.why},
                        {"rows", rows}});
    }
    return {{"schema", "kneepoint.claims/1"},
            {"tables", review.tables},
            {"runs", review.bound_runs},
            {"counts",
             {{"holds", review.count(claims::Verdict::holds)},
              {"rounded", review.count(claims::Verdict::rounded)},
              {"contradicts", review.count(claims::Verdict::contradicts)},
              {"unchecked", review.count(claims::Verdict::unchecked)}}},
            {"claims", list},
            {"problems", problems_json(review.problems)}};
}

/// What contradicts or cannot be checked, with its reason; with `all` every claim.
void print_review(const claims::Review& review, bool all)
{
    for (const auto& claim : review.claims) {
        if (!all && claim.verdict == claims::Verdict::holds) continue;
        fmt::print("line {:<5} {:<11} {}\n", claim.line, claims::to_string(claim.verdict), one_line(claim.text, 300));
        if (!claim.stated.empty())
            fmt::print("           stated {}{}\n", claim.stated,
                       claim.computed_text.empty() ? "" : ", computed " + claim.computed_text);
        fmt::print("           {}\n", claim.why);
        for (const auto& e : claim.rows)
            fmt::print("           - {}: {} {}\n", e.row, e.column,
                       e.printed.empty() && e.value ? fmt::format("{:.6g}", *e.value) : e.printed);
    }
    for (const auto& problem : review.problems)
        fmt::print("{}{}{}: {}\n", to_string(problem.severity), problem.place.empty() ? "" : " \u203a ", problem.place,
                   problem.text);
    fmt::print(
        "{} in {}: {} hold, {} hold when rounded, {}, {} cannot be checked\n", counted(review.claims.size(), "claim"),
        counted(review.tables, "table"), review.count(claims::Verdict::holds), review.count(claims::Verdict::rounded),
        counted(review.count(claims::Verdict::contradicts), "contradiction"), review.count(claims::Verdict::unchecked));
}

int check_claims(const Arguments& arguments, Progress& progress)
{
    const auto text = read_file(arguments.file, claims::Limits{}.bytes);
    if (!text) return report_failure(text.error());
    std::vector<Run> runs;
    if (!arguments.data.empty()) {
        auto study = open_study({arguments.data}, progress);
        if (!study) return report_failure(study.error());
        if (study->catalogue.runs.empty()) fmt::print(stderr, "kneepoint: {}\n", nothing_recognised(study->catalogue));
        runs = std::move(study->catalogue.runs);
    }
    const auto review = claims::check_document(*text, runs, progress);
    if (!review) {
        auto error = review.error();
        if (error.place.empty()) error.place = arguments.file;
        return report_failure(error);
    }
    if (arguments.json)
        print(claims_document(*review));
    else
        print_review(*review, arguments.all);
    if (review->claims.empty() && !arguments.json)
        fmt::print(stderr,
                   "kneepoint: No claim was found: the document has no table with derived figures and no sentence "
                   "that compares figures.\n");
    return review->count(claims::Verdict::contradicts) > 0 || review->claims.empty() ? answer_is_no : done;
}

} // namespace

void add_claims(CLI::App& app, Context& context, int& exit_code)
{
    auto* command = app.add_subcommand(
        "claims", "Recompute the tables and sentences of a Markdown document; exit 1 if any contradicts");
    const auto arguments = std::make_shared<Arguments>();
    command->add_option("FILE", arguments->file, "A Markdown document")->required();
    command->add_option("--data", arguments->data, "Folder with the results that the document is about");
    command->add_flag("--all", arguments->all, "Print the claims that hold, too");
    command->add_flag("--json", arguments->json, "Print one JSON document");
    command->callback([arguments, &context, &exit_code] { exit_code = check_claims(*arguments, context.progress); });
}

} // namespace kneepoint::app
