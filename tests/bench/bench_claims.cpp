// SPDX-License-Identifier: GPL-3.0-or-later
// How long a published document of 20,000 rows and 300 sentences takes, in three layouts, and how that grows: against
// the same document with half of its rows, and against the time that cmark-gfm needs to read its Markdown alone.
#include "kneepoint/claims/claims.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <fmt/format.h>

#include <array>
#include <ctime>
#include <string>
#include <string_view>

using namespace kneepoint;

namespace {

constexpr int rows = 20'000;
constexpr int sentences = 300;

enum class Layout { models, batches, sections };

std::string head()
{
    return "\n|Model|Batch size|Throughput (tok/s)|Latency (ms)|Memory (GB)|\n|-|-|-|-|-|\n";
}

std::string row(Layout layout, int number, std::string_view scheme, double factor)
{
    const int model = number / 12;
    const auto name = layout == Layout::batches ? std::string(scheme) : fmt::format("Model-{} {}", model, scheme);
    const int batch = layout == Layout::batches ? number / 3 + 1 : 1 << (number / 3 % 4);
    return fmt::format("|{}|{}|{:.1f}|{:.2f}|{:.1f}|\n", name, batch, (1000 + number) / factor,
                       20 * factor * (1 + number % 5), 16 * factor);
}

std::string sentence(int number)
{
    static constexpr std::array<std::string_view, 8> texts = {
        "INT8 lowers latency by {} to {} %.",
        "INT4 has {} % higher throughput than FP16.",
        "INT8 is {}x faster than FP16.",
        "At batch size 8, INT4 lowers latency by {} %.",
        "INT8 outperforms FP16 in throughput at batch size >= 8, and by {} %.",
        "INT4 has the lowest latency of {} models.",
        "On average, INT4 saves {} % of memory.",
        "Latency falls from {} ms to {} ms with INT8."};
    const int a = 2 + number % 40, b = a + number % 7;
    return fmt::format(fmt::runtime(texts[static_cast<std::size_t>(number) % texts.size()]), a, b) + "\n\n";
}

std::string document(Layout layout, int count)
{
    std::string text = "# Results\n" + (layout == Layout::sections ? std::string{} : head());
    for (int number = 0; number < count; ++number) {
        if (layout == Layout::sections && number % 36 == 0) text += fmt::format("\n## Part {}\n", number / 36) + head();
        static constexpr std::array<std::pair<std::string_view, double>, 3> schemes = {
            {{"FP16", 1.0}, {"INT8", 0.7}, {"INT4", 0.5}}};
        const auto& [scheme, factor] = schemes[static_cast<std::size_t>(number) % 3];
        text += row(layout, layout == Layout::sections ? number % 36 : number, scheme, factor);
    }
    text += "\n## Discussion\n\n";
    for (int number = 0; number < sentences; ++number) text += sentence(number);
    return text;
}

/// Seconds of processor time, so that a busy machine does not change them.
double seconds(auto work)
{
    const auto start = std::clock();
    work();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

double seconds_of_claims(const std::string& text)
{
    return seconds([&] {
        Progress progress;
        const auto review = claims::check_document(text, {}, progress);
        if (!review || review->claims.size() < sentences / 2) fmt::print("The document was not read.\n");
    });
}

double seconds_of_markdown(const std::string& text)
{
    return seconds([&] {
        cmark_gfm_core_extensions_ensure_registered();
        auto* parser = cmark_parser_new(CMARK_OPT_DEFAULT);
        cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("table"));
        cmark_parser_feed(parser, text.data(), text.size());
        cmark_node_free(cmark_parser_finish(parser));
        cmark_parser_free(parser);
    });
}

} // namespace

int main()
{
    static constexpr std::array<std::pair<Layout, std::string_view>, 3> layouts = {
        {{Layout::models, "one table of models"},
         {Layout::batches, "one table of settings"},
         {Layout::sections, "a table in each section"}}};
    for (const auto& [layout, name] : layouts) {
        const auto whole = document(layout, rows);
        const double claims = seconds_of_claims(whole), half = seconds_of_claims(document(layout, rows / 2));
        const double markdown = seconds_of_markdown(whole);
        fmt::print("{}: {:.2f} s for {} rows and {} sentences, {:.1f} times half of the rows, {:.0f} times cmark-gfm\n",
                   name, claims, rows, sentences, claims / half, claims / markdown);
    }
    return 0;
}
