// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace kneepoint::runs {

namespace {

/// A JSON text in ASCII is a Python text, too.
std::string python_text(const std::string& text)
{
    return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

/// The recipe of each scheme, as LLM Compressor's own examples have it.
std::string recipe(std::string_view scheme)
{
    if (scheme == "FP8-dynamic")
        return R"(from llmcompressor.modifiers.quantization import QuantizationModifier

recipe = QuantizationModifier(targets="Linear", scheme="FP8_DYNAMIC", ignore=["lm_head"])
)";
    if (scheme == "W4A16")
        return R"(from llmcompressor.modifiers.quantization import GPTQModifier

recipe = GPTQModifier(targets="Linear", scheme="W4A16", ignore=["lm_head"])
)";
    return R"(from llmcompressor.modifiers.quantization import GPTQModifier

try:
    from llmcompressor.modifiers.transform.smoothquant import SmoothQuantModifier
except ImportError:
    from llmcompressor.modifiers.smoothquant import SmoothQuantModifier

recipe = [
    SmoothQuantModifier(smoothing_strength=0.8),
    GPTQModifier(targets="Linear", scheme="W8A8", ignore=["lm_head"]),
]
)";
}

constexpr std::string_view head = R"(# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a compressed model by LLM Compressor. Written by Kneepoint from a plan."""

import importlib.metadata
import json
import os
import sys

from transformers import AutoModelForCausalLM, AutoTokenizer

try:
    from llmcompressor import oneshot
except ImportError:
    from llmcompressor.transformers import oneshot

MODEL = {model}
OUTPUT = {output}
)";

constexpr std::string_view calibration = R"(
from datasets import load_dataset

DATASET = {dataset}
SAMPLES = {samples}
MAX_LENGTH = {max_length}


def calibration_data(tokenizer):
    """The first SAMPLES texts of a JSON Lines file, or of a data set's training split, as tokens."""
    if os.path.exists(DATASET):
        data = load_dataset("json", data_files=DATASET, split="train")
    else:
        splits = load_dataset(DATASET)
        data = splits["train"] if "train" in splits else next(iter(splits.values()))
    data = data.shuffle(seed=42).select(range(min(SAMPLES, len(data))))

    def tokens(row):
        if "messages" in row:
            text = tokenizer.apply_chat_template(row["messages"], tokenize=False)
        else:
            text = row.get("text") or row.get("prompt") or next(v for v in row.values() if isinstance(v, str))
        return tokenizer(text, max_length=MAX_LENGTH, truncation=True, add_special_tokens=False)

    return data.map(tokens, remove_columns=data.column_names)
)";

constexpr std::string_view tail = R"(
def bytes_of(folder):
    """Size of a model's weights; None where it is not a folder."""
    if not os.path.isdir(folder):
        return None
    names = [n for n in os.listdir(folder) if n.endswith((".safetensors", ".bin"))]
    return sum(os.path.getsize(os.path.join(folder, n)) for n in names)


model = AutoModelForCausalLM.from_pretrained(MODEL, torch_dtype="auto")
tokenizer = AutoTokenizer.from_pretrained(MODEL)
parameters = sum(p.numel() * p.element_size() for p in model.parameters())
{oneshot}

# Under another name until it is whole: a folder that is there counts as made.
unfinished = OUTPUT.rstrip("/") + ".unfinished"
model.save_pretrained(unfinished, save_compressed=True)
tokenizer.save_pretrained(unfinished)
os.rename(unfinished, OUTPUT)

sizes = {{
    "schema": "kneepoint.quantize/1",
    "model": MODEL,
    "output": OUTPUT,
    "scheme": {scheme},
    "model_bytes": bytes_of(MODEL) or parameters,
    "output_bytes": bytes_of(OUTPUT),
    "versions": {{n: importlib.metadata.version(n) for n in ("llmcompressor", "transformers", "torch")}},
}}
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(sizes, file, indent=2)
print(json.dumps(sizes))
)";

} // namespace

std::string quantize_script(const Quantize& quantize)
{
    const bool calibrated = quantize.scheme != "FP8-dynamic";
    const auto named = [&](std::string_view pattern, std::string_view oneshot) {
        return fmt::format(fmt::runtime(pattern), fmt::arg("model", python_text(quantize.model)),
                           fmt::arg("output", python_text(quantize.output)),
                           fmt::arg("scheme", python_text(quantize.scheme)),
                           fmt::arg("dataset", python_text(quantize.dataset)), fmt::arg("samples", quantize.samples),
                           fmt::arg("max_length", quantize.max_length), fmt::arg("oneshot", oneshot));
    };
    std::string script = named(head, "");
    if (calibrated) script += named(calibration, "");
    script += "\n" + recipe(quantize.scheme) + "\n";
    return script + named(tail, calibrated ? R"(oneshot(
    model=model,
    dataset=calibration_data(tokenizer),
    recipe=recipe,
    max_seq_length=MAX_LENGTH,
    num_calibration_samples=SAMPLES,
))"
                                           : "oneshot(model=model, recipe=recipe)");
}

} // namespace kneepoint::runs
