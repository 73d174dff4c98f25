#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serves a small real Llama as `vllm serve` does, with NumPy alone: real log-likelihoods without the GPU libraries that
torch brings. Needs numpy, safetensors and tokenizers.

usage: serve_llama.py serve MODEL --port PORT --served-model-name NAME
environment: SERVE_LLAMA_ASKED a file that gets a line for each answered completion: who asked, as it names itself

Answers /health, /v1/models and /v1/completions (token ids or text, echo, logprobs, stop, streaming), greedily.
The architecture is that of Hugging Face's LlamaForCausalLM: RMS norm, rotary positions by halves, SwiGLU, no biases."""
import argparse
import http.server
import json
import os
import pathlib

import numpy
import safetensors.numpy
import tokenizers


class Llama:
    def __init__(self, folder):
        self.config = json.loads((folder / "config.json").read_text())
        self.weights = safetensors.numpy.load_file(folder / "model.safetensors")
        self.heads = self.config["num_attention_heads"]
        size = self.config["head_dim"]
        self.frequencies = self.config["rope_theta"] ** (-numpy.arange(0, size, 2, dtype=numpy.float32) / size)

    def norm(self, x, name):
        scale = numpy.sqrt((x * x).mean(-1, keepdims=True) + self.config["rms_norm_eps"])
        return x / scale * self.weights[name]

    def linear(self, x, name):
        return x @ self.weights[name].T

    def rotated(self, x):
        """@param x heads x positions x size"""
        angles = numpy.arange(x.shape[1], dtype=numpy.float32)[:, None] * self.frequencies
        cos, sin = numpy.cos(angles), numpy.sin(angles)
        first, second = numpy.split(x, 2, -1)
        return numpy.concatenate([first * cos - second * sin, second * cos + first * sin], -1)

    def attention(self, x, layer):
        def heads(name):
            return self.linear(x, f"{layer}.self_attn.{name}.weight").reshape(len(x), self.heads, -1).swapaxes(0, 1)

        q, k, v = self.rotated(heads("q_proj")), self.rotated(heads("k_proj")), heads("v_proj")
        scores = q @ k.swapaxes(1, 2) / numpy.sqrt(q.shape[-1])
        scores += numpy.triu(numpy.full(scores.shape[1:], -numpy.inf, numpy.float32), 1)
        weights = numpy.exp(scores - scores.max(-1, keepdims=True))
        mixed = weights / weights.sum(-1, keepdims=True) @ v
        return self.linear(mixed.swapaxes(0, 1).reshape(len(x), -1), f"{layer}.self_attn.o_proj.weight")

    def log_probabilities(self, ids):
        """Of the token after each position. @return positions x vocabulary"""
        x = self.weights["model.embed_tokens.weight"][ids]
        for i in range(self.config["num_hidden_layers"]):
            layer = f"model.layers.{i}"
            x = x + self.attention(self.norm(x, f"{layer}.input_layernorm.weight"), layer)
            y = self.norm(x, f"{layer}.post_attention_layernorm.weight")
            gate = self.linear(y, f"{layer}.mlp.gate_proj.weight")
            x = x + self.linear(gate / (1 + numpy.exp(-gate)) * self.linear(y, f"{layer}.mlp.up_proj.weight"),
                                f"{layer}.mlp.down_proj.weight")
        logits = self.linear(self.norm(x, "model.norm.weight"), "lm_head.weight").astype(numpy.float64)
        logits -= logits.max(-1, keepdims=True)
        return logits - numpy.log(numpy.exp(logits).sum(-1, keepdims=True))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/health":
            self.answer(200)
        elif self.path == "/v1/models":
            self.answer(200, json.dumps({"object": "list", "data": [{"id": NAME, "object": "model",
                                                                     "max_model_len": 1024}]}).encode())
        else:
            self.answer(404)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/v1/completions" or asked.get("model") != NAME:
            return self.answer(404, b'{"error": {"message": "no such model or path"}}')
        prompts = asked["prompt"]
        if isinstance(prompts, str) or isinstance(prompts[0], int):
            prompts = [prompts]
        choices, read, written = [], 0, 0
        for index, prompt in enumerate(prompts):
            ids = TOKENIZER.encode(prompt).ids if isinstance(prompt, str) else prompt
            choice, tokens = completion(asked, ids)
            choices.append({"index": index, **choice})
            read, written = read + len(ids), written + tokens
            note(self.headers["User-Agent"])
        whole = {"id": "cmpl-0", "object": "text_completion", "created": 0, "model": NAME, "choices": choices,
                 "usage": {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}}
        if not asked.get("stream"):
            return self.answer(200, json.dumps(whole).encode())
        self.answer(200, f"data: {json.dumps(whole)}\n\ndata: [DONE]\n\n".encode(), "text/event-stream")


def note(who):
    if name := os.environ.get("SERVE_LLAMA_ASKED"):
        with open(name, "a") as file:
            file.write(f"{who}\n")


def completion(asked, ids):
    """One choice, greedily, and how many tokens were made."""
    made, text, why = [], "", "length"
    stops = asked.get("stop") or []
    stops = [stops] if isinstance(stops, str) else stops
    for _ in range(asked.get("max_tokens", 16)):
        made.append(int(MODEL.log_probabilities(ids + made)[-1].argmax()))
        if made[-1] == MODEL.config["eos_token_id"]:  # its likelihood is told all the same, as vLLM does
            why = "stop"
            break
        text = TOKENIZER.decode(made)
        cut = min((text.find(stop) for stop in stops if stop in text), default=None)
        if cut is not None:
            text, why = text[:cut], "stop"
            break
    choice = {"text": (TOKENIZER.decode(ids) if asked.get("echo") else "") + text, "finish_reason": why,
              "logprobs": None}
    if asked.get("logprobs") is not None:
        choice["logprobs"] = likelihoods(ids + made, 0 if asked.get("echo") else len(ids), asked["logprobs"])
    return choice, len(made)


def likelihoods(ids, begin, most):
    """Of each token from `begin` on; the first of all has none."""
    told = MODEL.log_probabilities(ids)
    tokens, chosen, tops = [], [], []
    for i in range(begin, len(ids)):
        tokens.append(TOKENIZER.id_to_token(ids[i]))
        if i == 0:
            chosen.append(None)
            tops.append(None)
            continue
        best = numpy.argsort(-told[i - 1])[:max(1, most)]
        top = {TOKENIZER.id_to_token(int(k)): float(told[i - 1, k]) for k in best}
        chosen.append(float(told[i - 1, ids[i]]))
        tops.append(top | {tokens[-1]: chosen[-1]})
    return {"tokens": tokens, "token_logprobs": chosen, "top_logprobs": tops, "text_offset": [0] * len(tokens)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["serve"])
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--served-model-name", required=True)
    options, _ = parser.parse_known_args()
    NAME, MODEL = options.served_model_name, Llama(options.model)
    TOKENIZER = tokenizers.Tokenizer.from_file(str(options.model / "tokenizer.json"))
    http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Handler).serve_forever()
