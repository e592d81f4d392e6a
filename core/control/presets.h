#pragma once

#include <cstddef>
#include <filesystem>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "core/control/parameters.h"
#include "core/control/refusal.h"

namespace aeolian {

/**
 * Snapshots of every parameter, kept as files: `directory`/NAME.json, each written at once or not at all.
 * Names are cleaned: letters, digits, '-', '_' and spaces stay, anything else becomes '_', so no name is a
 * path. Any thread of the control side may call any method; all but the constructor may wait for the disk.
 */
class Presets {
 public:
  using Name = tl::expected<std::string, Refusal>;
  using Source = Parameters::Source;

  /** `directory` is made with the first preset. `parameters` outlives this. */
  Presets(std::filesystem::path directory, Parameters& parameters);

  /** Keeps what is in force as `name`, in the place of a preset of that name; gives the name as cleaned. */
  Name save(std::string_view name);

  /**
   * Brings every parameter to what `name` keeps: numbers and the encoding in `glide_s` seconds (without it,
   * each in the registry's time), toggles and the seed at once; those of `kept` stay as they are. Gives the
   * name as cleaned. A file with any fault in it is refused whole, with what is wrong and where.
   */
  Name load(Source source, std::string_view name, std::optional<double> glide_s = {},
            std::span<const ParameterId> kept = {});

  Name remove(std::string_view name);

  /** Sorted; empty where there is no directory yet. */
  std::vector<std::string> names() const;

  /**
   * What lies at `position` (0..1) between two presets: numbers in a straight line, encodings on the great
   * circle, toggles and the seed those of the nearer one.
   */
  tl::expected<Change, Refusal> interpolate(Source source, std::string_view from, std::string_view to,
                                            double position, std::optional<double> glide_s = {});

  /** The name at `index` of names(), as a MIDI program change chooses it. */
  Name name_at(std::size_t index) const;

 private:
  tl::expected<Snapshot, Refusal> read(const std::string& clean_name) const;
  std::filesystem::path file_of(const std::string& clean_name) const;

  const std::filesystem::path directory_;
  Parameters& parameters_;
  mutable std::mutex mutex_;  ///< one change of the directory at a time
};

}  // namespace aeolian
