// SPDX-License-Identifier: GPL-3.0-or-later
#include "doubts.h"
#include "relation.h"

#include <algorithm>
#include <set>

namespace kneepoint::claims {

namespace {

/// Words that sentences about measurements are made of and that say nothing of what else was changed.
constexpr std::string_view plain_words =
    "ups thirds quarters gain gains able about above accuracy achieve achieved achieves achieving across actual add "
    "adding "
    "adds "
    "advantage after again against ahead all almost along already also although amount amounts and "
    "another any approach approximately are around as available average averaged base baseline batch "
    "batches because become becomes been before behind being below benchmark benchmarks benefit benefits "
    "best between beyond both bring bringing brings brought but can card cards cent change changes "
    "client clients close closer come comes compared comparison concurrency configuration configurations "
    "consistent consistently consumption corresponds counterpart counterparts deliver delivered "
    "delivering delivers despite did difference differences does doing double doubled doubles doubling "
    "drops due during each effective eight enable enables end equal equals even every everything everywhere exactly "
    "except exception "
    "apart aside excluding "
    "excellent exchange exhibits expense factor few figure figures final first five focus fold footprint "
    "for four from full further generally generation geomean geometric get gets getting give given gives giving goes "
    "going "
    "good gpu gpus had half halve halved halves halving hardware has have having here high highly hold "
    "holds how huge impressive including indicate indicates inference instead into its just kernel "
    "kernels large largest last lead leading leads least leaves leaving left level levels lie lies like "
    "limited little llm llms load loads lossless maintain maintaining make makes making margin matches "
    "math maximum mean means measured method methods metric metrics minimal minor mode model models "
    "modest most mostly moving much native near nearly need needed needs negligible never new next nine "
    "nor not now number nvidia observe observed off offer offering offers old one only option original "
    "other others our out over overall own par particular per percent percentage performance performs "
    "point points possible precision production provide provided provides providing put quadruple "
    "quadruples quality quantisation quantised quantization quantized quantizing quarter quite range "
    "ranges ranging rate rates rather reach reached reaches reaching real reasoning reduction relative "
    "release releases remain remains remarkable replacing request requests require required requirement "
    "requirements requires respectively response responses result resulting results return roughly run "
    "running runs same saw say score scores second seconds see seen setting settings seven short "
    "show showing shown shows significant significantly similar since single sits six size sizes "
    "slightly small smaller some speed spent stay stays still stream streams strong substantial "
    "successfully such switching system systems table task tasks ten terms test tests "
    "than thanks that the their them then there these they third this those three threefold through "
    "throughout times token tokens too total toward towards trade tradeoff triple tripled triples turn "
    "turns twice two twofold unchanged under unquantized until upgrade upgrading upon usage use used "
    "users uses using value values variant variants variation version versions very via was way weight "
    "well went were what when where whereas which while who whole with within without workload workloads "
    "world worst yet yield yielding yields you ";

std::set<std::string, std::less<>> split_words()
{
    std::set<std::string, std::less<>> found;
    for (auto& word : words_of(plain_words)) found.insert(std::move(word));
    return found;
}

} // namespace

bool is_plain_word(std::string_view word)
{
    static const auto known = split_words();
    if (word.size() < 3 || word.find_first_of("0123456789") != std::string_view::npos) return true;
    if (word.size() > 4 && word.ends_with("ly")) return true; // adverbs
    return known.contains(word) || family_of_word(word).has_value() || is_side_word(word) || is_derived_word(word) ||
           is_common_word(word) || is_change_word(word);
}

} // namespace kneepoint::claims
