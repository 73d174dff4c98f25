// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/formats.h"

#include <QTest>

using namespace kneepoint;

class TestScheme : public QObject {
    Q_OBJECT
private slots:
    void reads_names_data()
    {
        QTest::addColumn<QString>("scheme");
        const auto row = [](const char* text, const char* scheme) { QTest::newRow(text) << scheme; };
        // Names of published checkpoints and of the configurations of our seeds.
        row("int8-dynamic", "W8A8-INT8");
        row("Llama_3.1_8B_Instruct_int8_dynamic", "W8A8-INT8");
        row("RedHatAI/Meta-Llama-3.1-8B-Instruct-quantized.w8a8", "W8A8-INT8");
        row("neuralmagic/Meta-Llama-3.1-8B-Instruct-quantized.w8a16", "W8A16-INT8");
        row("neuralmagic/Meta-Llama-3.1-8B-Instruct-quantized.w4a16", "W4A16");
        row("INT8-W8A8", "W8A8-INT8");
        row("INT8-W8A16-RTN", "W8A16-INT8");
        row("INT4-W4A16", "W4A16");
        row("INT4-W4A16-AWQ", "W4A16");
        row("W4A16-AWQ", "W4A16");
        row("FP8-W8A8", "W8A8-FP8");
        row("w8a8fp8", "W8A8-FP8");
        row("W4AFP8", "W4AFP8");
        row("W4A8-FP8", "W4A8-FP8");
        row("W3A16", "W3A16");
        row("RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic", "FP8-dynamic");
        row("llama-3.1-8b-fp8_dynamic", "FP8-dynamic");
        row("FP8_BLOCK", "FP8-block");
        row("neuralmagic/Meta-Llama-3.1-8B-Instruct-FP8", "FP8");
        row("Meta-Llama-3-8B-Instruct-FP8-KV", "FP8");
        row("pretrained=meta-llama/Llama-3.1-8B,dtype=bfloat16,quantization=fp8", "FP8");
        row("pretrained=meta-llama/Llama-3.1-8B,dtype=bfloat16,kv_cache_dtype=fp8_e4m3", "BF16");
        row("--dtype float16 --kv-cache-dtype fp8 --max-model-len 2048", "FP16");
        row("Qwen/Qwen2.5-7B-Instruct-AWQ", "AWQ-INT4");
        row("awq_4bit", "AWQ-INT4");
        row("hugging-quants/Meta-Llama-3.1-8B-Instruct-AWQ-INT4", "AWQ-INT4");
        row("Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4", "GPTQ-INT4");
        row("Qwen/Qwen2.5-7B-Instruct-GPTQ-Int8", "GPTQ-INT8");
        row("gptq_2bit", "GPTQ-INT2");
        row("nvidia/Llama-3.1-8B-Instruct-NVFP4", "NVFP4");
        row("Llama-3.3-70B-Instruct-NVFP4A16", "NVFP4A16");
        row("quantization=modelopt_fp4", "NVFP4");
        row("MXFP4", "MXFP4");
        row("Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf", "GGUF-Q4_K_M");
        row("model.IQ2_XXS.gguf", "GGUF-IQ2_XXS");
        row("gemma-3-4b-it-qat-q4_0-gguf", "GGUF-Q4_0");
        row("Llama-2-7B-GGUF", "GGUF");
        row("unsloth/Llama-3.2-1B-Instruct-bnb-4bit", "BNB-INT4");
        row("NF4", "BNB-NF4");
        row("NF4+DQ", "BNB-NF4-DQ");
        row("pretrained=x,load_in_4bit=True,bnb_4bit_quant_type=nf4", "BNB-NF4");
        row("pretrained=x,load_in_8bit=True", "BNB-INT8");
        row("pretrained=x,load_in_8bit=False,dtype=bfloat16", "BF16");
        row("model-int3", "INT3");
        row("model-8-bit", "INT8");
        row("Llama-3.1-8B-bf16", "BF16");
        row("BF16", "BF16");
        row("dtype=half,fp16", "FP16");
    }
    void reads_names()
    {
        QFETCH(QString, scheme);
        const std::string text = QTest::currentDataTag();
        QCOMPARE(QString::fromStdString(import::scheme_from_text(text)), scheme);
        QCOMPARE(QString::fromStdString(import::scheme_from_text(QString::fromStdString(text).toUpper().toStdString())),
                 scheme);
    }

    void says_nothing_without_a_sign()
    {
        for (const char* text : {"", "meta-llama/Llama-3.1-8B-Instruct", "print400", "Qwen3-8B", "mint8", "q-4", "w8",
                                 "dynamic", "a100", "Base Model", "kv-cache-dtype", "load_in_8bit=False", "quantized"})
            QVERIFY2(import::scheme_from_text(text).empty(), text);
    }

    void survives_any_bytes()
    {
        std::string all;
        for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
        QVERIFY(import::scheme_from_text(all).empty());
        QVERIFY(import::scheme_from_text(std::string(1 << 20, 'q')).empty());
        std::string compounds;
        for (int i = 0; i < 100'000; ++i) compounds += "int4";
        QVERIFY(import::scheme_from_text(compounds + "x").empty());
    }
};

QTEST_APPLESS_MAIN(TestScheme)
#include "test_scheme.moc"
