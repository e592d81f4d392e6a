// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/model.h"

#include <algorithm>
#include <new>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/control/spelling.h"
#include "core/control/unicode.h"
#include "core/generator/model_encodings.h"
#include "core/model/engine.h"
#include "core/printable.h"
#include "daemon/playback/digester.h"
#include "daemon/playback/memory.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".aeolian";

/**
 * Checked before allocating: when memory runs out, other threads fail as well, and the kernel kills a process
 * that exceeds its control group's limit. A file beyond the size limit is refused later.
 */
ErrorOr<void> check_room_for(const fs::path& path, const SizeLimit& limit) {
  constexpr std::uint64_t spare = std::uint64_t{32} << 20;
  std::error_code error;
  const std::uint64_t size = fs::is_regular_file(path, error) ? fs::file_size(path, error) : 0;
  if (error || size > limit.bytes) return {};
  const std::string wanted =
      path.string() + ": there is not enough memory for its " + std::to_string((size >> 20) + 1) + " MiB";
  if (!has_room_for(size)) return fail(wanted + " within the limit on this process's address space");
  if (const auto available = available_memory(); available && size + spare > *available)
    return fail(wanted + ": " + std::to_string(*available >> 20) + " MiB are left");
  return {};
}

std::uint64_t digest_of(const Checkpoint& checkpoint) {
  Digester digester;
  for (const auto& [name, tensor] : checkpoint.tensors)
    digester.add(name).add(tensor.values).add(tensor.bytes);
  return digester.digest();
}

}  // namespace

ErrorOr<Model> read_model(const fs::path& path, const SizeLimit& limit, WeightFormat weights) {
  if (const auto room = check_room_for(path, limit); !room) return tl::unexpected(room.error());
  auto read = read_checkpoint(path, limit);
  if (!read) return tl::unexpected(read.error());
  try {
    auto checkpoint = std::make_shared<Checkpoint>(std::move(*read));
    auto encodings = encodings_of(*checkpoint);
    if (!encodings) return fail(path.string() + ": " + encodings.error().message);
    const std::uint64_t digest = digest_of(*checkpoint);
    if (const auto packs = make_engine(checkpoint, {.weights = weights}); !packs)
      return fail(path.string() + ": " + packs.error().message);
    checkpoint->release_packed();
    return Model{path.stem().string(), std::move(checkpoint), std::move(*encodings), digest};
  } catch (const std::bad_alloc&) {
    return fail(path.string() + ": there is not enough memory for it");
  }
}

void take_model(const Model& model, Parameters& parameters) {
  parameters.replace_encodings(model.encodings);
  parameters.replace_default(ParameterId::memory, static_cast<double>(model.checkpoint->description.memory));
}

namespace {

std::vector<std::string> model_names(const fs::path& directory, std::error_code& error) {
  std::vector<std::string> names;
  fs::directory_iterator entries(directory, error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    std::error_code unreadable;
    if (entries->path().extension() == ending && entries->is_regular_file(unreadable)) {
      names.push_back(entries->path().stem().string());
    }
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace

std::vector<std::string> model_names(const fs::path& directory) {
  std::error_code ignored;
  return model_names(directory, ignored);
}

ErrorOr<fs::path> find_model(const fs::path& directory, const std::string& name) {
  std::error_code error;
  const std::vector<std::string> names = model_names(directory, error);
  if (error) return fail("the models' folder cannot be read: " + error.message());
  const std::string stem = name.ends_with(ending) ? name.substr(0, name.size() - ending.size()) : name;
  const auto found =
      std::ranges::find_if(names, [&stem](const std::string& each) { return is_same_name(each, stem); });
  if (found == names.end()) {
    return fail("there is no model " + in_quotes(name) + " in the models' folder; " +
                suggestion(stem, names));
  }
  return directory / (*found + std::string(ending));
}

}  // namespace aeolian::daemon
