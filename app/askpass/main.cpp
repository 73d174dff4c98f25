// SPDX-License-Identifier: GPL-3.0-or-later
// Passes ssh's question to the Kneepoint that started ssh, and its answer back: docs/remote.md. ssh runs it with the
// question as its argument; the answer goes to standard output and nowhere else. Exit 1: no answer.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

int connected(const std::string& path)
{
    sockaddr_un address{};
    if (path.empty() || path.size() >= sizeof address.sun_path) return -1;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    const int file = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (file >= 0 && ::connect(file, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return file;
    return -1;
}

bool write_all(int file, std::string_view text)
{
    while (!text.empty()) {
        const auto put = ::write(file, text.data(), text.size());
        if (put <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
}

/// Everything until the other side closes: "+" and the answer, or "-".
std::string read_all(int file)
{
    constexpr std::size_t limit = 65536;
    std::string text;
    char piece[4096];
    for (ssize_t got = 0; text.size() < limit && (got = ::read(file, piece, sizeof piece)) > 0;)
        text.append(piece, static_cast<std::size_t>(got));
    return text;
}

} // namespace

int main(int argc, char** argv)
{
    const int file = connected(variable("KNEEPOINT_ASKPASS_SOCKET"));
    if (file < 0) {
        std::fputs("kneepoint-askpass is run by ssh for Kneepoint; by itself it has nobody to ask.\n", stderr);
        return 1;
    }
    const std::string_view prompt = argc > 1 ? argv[1] : "";
    const auto question = variable("KNEEPOINT_ASKPASS_TOKEN") + '\n' + variable("SSH_ASKPASS_PROMPT") + '\n' +
                          std::to_string(prompt.size()) + '\n';
    if (!write_all(file, question) || !write_all(file, prompt)) return 1;
    auto answer = read_all(file);
    if (!answer.starts_with('+')) return 1;
    answer += '\n';
    const bool said = write_all(STDOUT_FILENO, std::string_view(answer).substr(1));
    ::explicit_bzero(answer.data(), answer.size());
    return said ? 0 : 1;
}
