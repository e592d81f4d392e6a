// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/commands/cache_command.h"

#include <ctime>
#include <filesystem>
#include <iostream>
#include <string>

#include "core/printable.h"
#include "trainer/analysis/frame_cache.h"
#include "trainer/cli/format.h"
#include "trainer/cli/progress.h"

namespace aeolian::trainer {

namespace {

std::string date_of(std::time_t time) {
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", std::localtime(&time));
  return text;
}

/** "2026-11-29 20:41    1.2 MB    0:05 of rain.wav at 44100 Hz, 192 bands" */
std::string line_of(const FrameCache::Entry& entry, const FrameFileHeader& header) {
  const double seconds = static_cast<double>(header.facts.samples) / header.facts.rate;
  return date_of(entry.used) +
         format(" %9.1f MB %9s of ", static_cast<double>(entry.bytes) / 1e6, clock_text(seconds).c_str()) +
         header.facts.name + format(" at %d Hz, %d bands", header.facts.rate, header.bands);
}

void list(const FrameCache& cache) {
  const auto entries = cache.entries();
  double bytes = 0;
  for (const auto& entry : entries) {
    bytes += static_cast<double>(entry.bytes);
    const auto header = read_frame_file_facts(entry.path);
    std::cout << printable(header ? line_of(entry, *header) : header.error().message) << '\n';
  }
  std::cout << format("%zu sounds, %.2f GB in ", entries.size(), bytes / 1e9)
            << printable(cache.folder().string()) << '\n';
}

ErrorOr<void> carry_out(const CacheOptions& options) {
  const auto folder = options.folder ? options.folder : default_cache_folder();
  if (!folder) return fail("there is no home folder; name the folder of the cache with --cache DIR");
  if (std::error_code error; !std::filesystem::exists(*folder, error)) {
    std::cout << "there is no cache in " << printable(folder->string()) << '\n';
    return {};
  }
  auto cache = FrameCache::open(*folder, default_cache_limit);
  if (!cache) return tl::unexpected(cache.error());
  if (options.action == CacheOptions::Action::list) {
    list(*cache);
  } else {
    std::cout << format("%zu sounds removed from ", cache->clear()) << printable(folder->string()) << '\n';
  }
  return {};
}

}  // namespace

int run_cache(const CacheOptions& options) {
  if (const auto done = carry_out(options); !done) {
    std::cerr << printable("aeolian cache: " + done.error().message) << '\n';
    return 1;
  }
  return 0;
}

}  // namespace aeolian::trainer
