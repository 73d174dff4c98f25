// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/results/metric.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::claims {

/// Words of a plain text in lower case: letters and digits, and '+' inside a name; "LLM.int8()" gives llm, int8.
struct Word {
    std::string text;
    std::size_t begin = 0, end = 0;
};
std::vector<Word> words_at(std::string_view plain);
std::vector<std::string> words_of(std::string_view plain);
/// Adds "ttft" to "time to first token", "itl" to "inter-token latency", "tpot" to "time per output token".
void add_abbreviations(std::vector<Word>& words);
/// Words of a header, with their abbreviations.
std::vector<std::string> header_words(std::string_view plain);

/// True for two spellings of one word: "seq" and "sequence", "loading" and "load". Words with digits must be equal.
bool same_word(std::string_view a, std::string_view b);
bool has_word(const std::vector<std::string>& words, std::string_view wanted);
/// Position of `part` as a run of equal words in `words`, or npos.
std::size_t find_run(const std::vector<std::string>& words, const std::vector<std::string>& part, std::size_t from = 0);

/// What a column or a word of a sentence measures, as far as its direction goes.
enum class Family : std::uint8_t { none, latency, throughput, memory, kv_cache, accuracy, perplexity, concurrency };
std::optional<Family> family_of_word(std::string_view word);
/// Of a whole header: "Requests Per Sec" is a throughput, "KV Cache Available" a cache.
Family family_of(const std::vector<std::string>& words, std::string_view unit);
/// Names of tests, which tell columns of scores apart; "accuracy" and "score" name none.
bool is_benchmark(std::string_view word);
Direction direction_of(Family family);
std::string_view to_string(Family family);

/// Words that say a column follows from others: "improvement", "vs", "speedup", "retention".
bool is_derived_word(std::string_view word);
/// Words that name the side others are compared with.
bool is_base_word(std::string_view word);
/// Words that tell two sides of a comparison apart: base words, "new", "quantized", and schemes of numbers and engines.
bool is_side_word(std::string_view word);
/// Names of number formats and quantisation methods: FP8, W4A16, NF4, AWQ, Q4_K_M, 8bit.
bool is_scheme(std::string_view word);
bool is_version(std::string_view word); ///< "v0.6"
/// Letters and digits, as in INT8, H100, 70B: a word that tells names apart.
bool tells_apart(std::string_view word);
/// Words too common to tell two names apart.
bool is_common_word(std::string_view word);
bool has_digit(std::string_view word);
/// The word without its ending: "load" of "loading".
std::string_view stem_of(std::string_view word);

/// NVIDIA's architecture of the GPU that a text names ("RTX 4090" gives "ada"); empty when it names none.
std::string gpu_architecture(const std::vector<std::string>& words);
bool is_architecture(std::string_view word);

} // namespace kneepoint::claims
