// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/output_process.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace aeolian::daemon {
namespace {

std::vector<std::string> arguments(const DeviceChoice& device) {
  std::vector<std::string> words{"--fd", std::to_string(Subprocess::inherited_fd)};
  words.insert(words.end(), {"--client", device.client});
  if (!device.name.empty()) {
    words.insert(words.end(), {"--device", device.name});
  }
  if (device.input) {
    words.insert(words.end(), {"--input", *device.input});
  }
  if (device.rate > 0) {
    words.insert(words.end(), {"--rate", std::to_string(device.rate)});
  }
  if (device.block > 0) {
    words.insert(words.end(), {"--block", std::to_string(device.block)});
  }
  if (device.latency_ms > 0) {
    words.insert(words.end(), {"--latency", std::to_string(device.latency_ms)});
  }
  return words;
}

}  // namespace

ErrorOr<std::filesystem::path> find_output_program() {
  return find_program("aeolian-output", "which plays to devices");
}

Error become_device_list() {
  const auto program = find_output_program();
  if (!program) {
    return program.error();
  }
  execl(program->c_str(), program->c_str(), "--list", nullptr);
  return {program->string() + " cannot be started: " + std::strerror(errno)};
}

ErrorOr<Subprocess> start_output_process(const std::filesystem::path& program, int stream_fd,
                                         const DeviceChoice& device) {
  return Subprocess::start(program, arguments(device), stream_fd);
}

}  // namespace aeolian::daemon
