// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_server.h"

#include "sim_text.h"

#include <fmt/format.h>

#include <ctime>

namespace kneepoint::load {

namespace {

constexpr SimTime late_after = 1'000'000;
constexpr std::size_t largest_kept_wire = std::size_t{1} << 20;

double seconds(SimTime time)
{
    return static_cast<double>(time) / 1e9;
}

bool breaks_at_byte(const Fault& fault)
{
    return fault.at &&
           (fault.kind == FaultKind::stall || fault.kind == FaultKind::cut || fault.kind == FaultKind::reset);
}

/// What the engine knows a choice by.
std::uint64_t job_id(std::uint64_t number, std::uint32_t place)
{
    return number << 32 | place;
}

/// Beyond the choices when the job is none of them.
std::size_t choice_of(std::uint64_t first_number, std::uint64_t id)
{
    return static_cast<std::uint32_t>((id >> 32) - first_number);
}

} // namespace

/// What the answer will be, but for its text.
SimServer::Work SimServer::new_work(const SimCall& call, const Fault& fault)
{
    const std::uint64_t number = m_next_answer;
    m_next_answer += call.prompts.size() * static_cast<std::size_t>(call.copies);
    SimAnswer answer{.api = call.api,
                     .id = fmt::format("{}-{:016x}", call.api == SimApi::chat ? "chatcmpl" : "cmpl", number),
                     .model = m_options.model_name,
                     .created = static_cast<long>(std::time(nullptr))};
    SimStream::Plan plan{.stream = call.stream,
                         .include_usage = call.include_usage,
                         .continuous_usage = call.continuous_usage,
                         .echo = call.echo,
                         .logprobs = call.logprobs,
                         .seed = m_options.seed,
                         .fault = fault};
    if (call.echo || call.logprobs) plan.prompts = call.prompts;
    std::vector<Choice> choices;
    for (std::size_t i = 0; i < call.prompts.size(); ++i) {
        const auto tokens = static_cast<int>(call.prompts[i].tokens.size());
        plan.prompt_tokens += tokens;
        for (int n = 0; n < call.copies; ++n) {
            const int length = output_length(call, call.prompts[i], n, m_options.seed);
            plan.choices.push_back({.prompt = i,
                                    .output_tokens = length,
                                    .by_length = length == call.max_tokens,
                                    .text_seed = m_options.seed + number + plan.choices.size()});
            choices.push_back({.prompt_tokens = tokens});
        }
    }
    return {.number = number,
            .stream = SimStream(answer, std::move(plan)),
            .choices = std::move(choices),
            .max_tokens = call.max_tokens,
            .timeline = {.request_id = answer.id}};
}

/// @return false when one of them can never be served; then none is left
bool SimServer::add_jobs(std::uint32_t place, const SimCall& call, const Work& work)
{
    const auto& choices = work.stream.plan().choices;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const SimPrompt& prompt = call.prompts[choices[i].prompt];
        SimJob job{.id = job_id(work.number + i, place),
                   .prompt_tokens = static_cast<int>(prompt.tokens.size()),
                   .output_tokens = std::max(1, choices[i].output_tokens)};
        if (!m_options.exact) job.prefix_hashes = prefix_hashes(prompt.tokens, m_options.model.block_tokens);
        if (m_engine->add(std::move(job), work.received)) continue;
        cancel_jobs(place, work);
        return false;
    }
    return true;
}

void SimServer::cancel_jobs(std::uint32_t place, const Work& work)
{
    for (std::size_t i = 0; i < work.choices.size(); ++i) m_engine->cancel(job_id(work.number + i, place));
}

void SimServer::start_work(std::uint32_t index, const HttpRequest& request, const SimCall& call, const Fault& fault)
{
    Place& place = m_places[index];
    const SimTime received = place.line->arrived();
    Work made = new_work(call, fault);
    made.received = received;
    if (!add_jobs(index, call, made))
        return answer(index, request,
                      refusal_response({.message = "The request is longer than the whole KV cache.", .param = {}}));
    Work& work = place.work.emplace(std::move(made));
    work.keep_alive = request.keep_alive;
    work.timeline.received_ns = received;
    if (const auto sent_id = request.header("x-request-id"); !sent_id.empty()) work.timeline.request_id = sent_id;
    if (m_options.keep_timelines) {
        const auto tokens = static_cast<std::size_t>(work.stream.plan().choices.front().output_tokens);
        work.timeline.due_ns.reserve(tokens);
        work.timeline.sent_ns.reserve(tokens);
    }
    ++m_counts.active;
    if (breaks_at_byte(fault)) place.line->break_after(fault.kind, *fault.at);
    const std::string head = work.stream.head();
    if (head.empty()) return;
    if (fault.kind == FaultKind::slow_headers) drip_next(index, head.size());
    send(index, head);
}

void SimServer::drip_next(std::uint32_t index, std::size_t bytes)
{
    m_places[index].line->drip_next(bytes);
    m_drips.push_back({.at = sim_now(), .id = id_of(index)});
}

SimServer::Place* SimServer::find_work(std::uint64_t id)
{
    const auto index = static_cast<std::uint32_t>(id);
    if (index >= m_places.size() || !m_places[index].work) return nullptr;
    const Work& work = *m_places[index].work;
    return choice_of(work.number, id) < work.choices.size() ? &m_places[index] : nullptr;
}

void SimServer::count_token(Work& work, std::size_t choice, const DueToken& token, SimTime now)
{
    Choice& times = work.choices[choice];
    if (token.token.index == 0) {
        times.first = now;
        m_metrics.first_token(seconds(now - work.received));
        m_metrics.prompt_computed(times.prompt_tokens);
    } else {
        m_metrics.next_token(seconds(now - times.last));
    }
    times.last = now;
    m_metrics.tokens_made(1);
    ++m_counts.tokens;
    m_counts.bunched_tokens += token.bunched ? 1 : 0;
    const SimTime delay = now - token.due;
    m_counts.late_tokens += delay > late_after ? 1 : 0;
    if (delay > m_counts.greatest_delay_ns) m_counts.greatest_delay_ns = delay;
    if (!m_options.keep_timelines) return;
    work.timeline.due_ns.push_back(token.due);
    work.timeline.sent_ns.push_back(now);
}

void SimServer::on_token(const DueToken& token, SimTime now)
{
    Place* place = find_work(token.token.id);
    if (place == nullptr) return;
    const auto index = static_cast<std::uint32_t>(token.token.id);
    Work& work = *place->work;
    const std::size_t choice = choice_of(work.number, token.token.id);
    count_token(work, choice, token, now);
    m_wire.clear();
    const auto end = work.stream.add_token(choice, token.token.index, m_wire);
    const Fault& fault = work.stream.plan().fault;
    if (work.stream.break_at() && !breaks_at_byte(fault)) place->line->break_after(fault.kind, *work.stream.break_at());
    // What was sent is counted before it is sent, so that a client never knows more than the counters.
    const bool keep_alive = work.keep_alive;
    const auto line_id = id_of(index);
    const bool streamed = work.stream.plan().stream;
    if (fault.kind == FaultKind::slow_headers && !streamed && end == SimStream::End::yes)
        drip_next(index, m_wire.find("\r\n\r\n") + 4);
    // With the fault byte_wise each byte is a chunk, which is six bytes long.
    const std::size_t piece = fault.kind != FaultKind::byte_wise ? m_wire.size() : streamed ? 6 : 1;
    if (end == SimStream::End::yes) finish_work(index);
    for (std::size_t at = 0; at < m_wire.size() && find(line_id) != nullptr; at += piece)
        send(index, std::string_view(m_wire).substr(at, piece));
    if (end == SimStream::End::no || find(line_id) == nullptr) return;
    if (m_wire.capacity() > largest_kept_wire) m_wire = {};
    if (!keep_alive) return settle(index, m_places[index].line->close_when_sent());
    m_places[index].line->count_from(now);
    read_requests(index);
}

/// The answer is whole.
void SimServer::finish_work(std::uint32_t index)
{
    Place& place = m_places[index];
    Work& work = *place.work;
    const auto& choices = work.stream.plan().choices;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (work.stream.sent(i) < choices[i].output_tokens) m_engine->cancel(job_id(work.number + i, index));
        const Choice& times = work.choices[i];
        m_metrics.finished({.by_length = choices[i].by_length,
                            .prompt_tokens = times.prompt_tokens,
                            .output_tokens = work.stream.sent(i),
                            .max_tokens = work.max_tokens,
                            .latency_s = seconds(times.last - work.received),
                            .decode_s = seconds(times.last - times.first)});
    }
    ++m_counts.finished;
    --m_counts.active;
    work.timeline.finished = true;
    keep_timeline(std::move(work.timeline));
    place.work.reset();
}

/// The connection ended before the answer.
void SimServer::forget_work(std::uint32_t index)
{
    Work& work = *m_places[index].work;
    cancel_jobs(index, work);
    ++m_counts.cancelled;
    --m_counts.active;
    keep_timeline(std::move(work.timeline));
    m_places[index].work.reset();
}

void SimServer::keep_timeline(SimTimeline timeline)
{
    if (m_options.keep_timelines) m_timelines.push_back(std::move(timeline));
}

} // namespace kneepoint::load
