// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/memory.h"

#include <malloc.h>
#include <sys/mman.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t for_all_else = std::uint64_t{32} << 20;

std::optional<std::uint64_t> number_in(const fs::path& file) {
  std::uint64_t number = 0;
  if (std::ifstream(file) >> number) return number;
  return {};
}

/** The value of `key` in a file of lines such as "MemAvailable: 1024 kB" or "inactive_file 4096". */
std::optional<std::uint64_t> value_in(const fs::path& file, const std::string& key) {
  std::ifstream lines(file);
  std::string name;
  std::uint64_t value = 0;
  for (std::string rest; lines >> name; std::getline(lines, rest)) {
    if (name == key && lines >> value) return value;
  }
  return {};
}

/** Bytes left of a control group's limit; cached pages of files count as free. */
std::optional<std::uint64_t> left_in(const fs::path& group) {
  const auto limit = number_in(group / "memory.max"), used = number_in(group / "memory.current");
  if (!limit || !used) return {};
  const std::uint64_t cached = value_in(group / "memory.stat", "inactive_file").value_or(0);
  const std::uint64_t held = *used - std::min(cached, *used);
  return *limit - std::min(held, *limit);
}

/** The control group of this process, below the root of the hierarchy. */
fs::path own_group(const fs::path& root) {
  std::ifstream lines(root / "proc/self/cgroup");
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("0::/")) return line.substr(4);
  }
  return {};
}

}  // namespace

std::optional<std::uint64_t> available_memory(const fs::path& root) {
  std::optional<std::uint64_t> least;
  const auto take = [&least](std::optional<std::uint64_t> bytes) {
    if (bytes) least = std::min(*bytes, least.value_or(*bytes));
  };
  if (const auto kilobytes = value_in(root / "proc/meminfo", "MemAvailable:")) take(*kilobytes << 10);
  const fs::path groups = root / "sys/fs/cgroup";
  fs::path group = groups;
  take(left_in(group));
  for (const fs::path& part : own_group(root)) {
    group /= part;
    take(left_in(group));
  }
  return least;
}

bool has_room_for(std::uint64_t bytes) {
  const std::size_t size = bytes + for_all_else;
  void* const memory =
      mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return false;
  munmap(memory, size);
  return true;
}

void give_back_what_is_freed() {
  constexpr int large = 128 << 10;  // bytes; glibc's initial value, which is fixed by setting it
  mallopt(M_MMAP_THRESHOLD, large);
}

void trim_heap() {
  malloc_trim(0);
}

}  // namespace aeolian::daemon
