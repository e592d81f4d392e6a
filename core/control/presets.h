// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "core/control/control_error.h"
#include "core/control/parameters.h"

namespace aeolian {

/**
 * Snapshots of every parameter, stored as `directory`/NAME.json; each file is written as a whole or not at
 * all. sanitize_name() defines valid names. There are at most `most` presets, none larger than `largest`
 * bytes. Any thread of the control side may call any method.
 */
class Presets {
 public:
  using Name = tl::expected<std::string, ControlError>;
  using Source = Parameters::Source;
  static constexpr std::size_t most = 512;
  static constexpr std::size_t largest = 65536;  ///< bytes; typical is about two thousand

  /** `directory` is created with the first preset. `parameters` must outlive this. */
  Presets(std::filesystem::path directory, Parameters& parameters);

  /**
   * Saves the values in force as `name`, replacing a preset of that name; returns the sanitized name. Waits
   * for the disk.
   */
  Name save(std::string_view name);
  /** Deletes a preset. Waits for the disk. */
  Name remove(std::string_view name);

  /**
   * save() and remove() in two halves, for callers that must not wait. keep() and discard() take effect at
   * once for every other method; each success must be followed, on any thread, by write() of the returned
   * name, which waits for the disk, or by give_up().
   */
  Name keep(std::string_view name);
  Name discard(std::string_view name);
  Name write(const std::string& sanitized_name);
  void give_up(const std::string& sanitized_name);

  /**
   * Changes every parameter to the values in `name`: numbers and the encoding over `glide_s` seconds (without
   * it, each over the registry's time), toggles and the seed at once; those in `kept` are unchanged. Returns
   * the sanitized name. A file with an error is refused as a whole; the message says what is wrong and where.
   * If there is no preset of that name, tries underscored_name(), used before names were stored as UTF-8.
   */
  Name load(Source source, std::string_view name, std::optional<double> glide_s = {},
            std::span<const ParameterId> kept = {});

  /**
   * Names of all presets, sorted; empty if there is no directory yet. Reads the directory only if it has
   * changed.
   */
  std::vector<std::string> names() const;

  /** Sanitized name of the preset that was loaded last; empty = none. */
  std::string loaded() const;

  /**
   * Sets the values at `position` (0..1) between two presets: numbers linearly, the sound as a morph
   * (morph_of()), toggles and the seed from the nearer one.
   */
  tl::expected<Change, ControlError> interpolate(Source source, std::string_view from, std::string_view to,
                                                 double position, std::optional<double> glide_s = {});

  /** The name at `index` in names(), for a MIDI program change. */
  Name name_at(std::size_t index) const;

 private:
  /** A change that is not yet on the disk. */
  struct Unwritten {
    std::optional<std::string> text;  ///< content of the file; nothing = remove the file
    int writes = 0;                   ///< pending writes
    bool is_written = false;
  };
  /** The file of each preset in the directory. */
  using Files = std::map<std::string, std::filesystem::path>;

  Name existing(std::string_view name) const;
  std::vector<std::string> present_names() const;
  tl::unexpected<ControlError> refuse_unknown(const std::string& name) const;
  bool exists(const std::string& sanitized_name) const;
  std::size_t count() const;
  const Files& files() const;
  std::filesystem::path file_of(const std::string& sanitized_name) const;
  tl::expected<Snapshot, ControlError> read(const std::string& sanitized_name) const;
  tl::expected<void, ControlError> put_on_disk(const std::string& sanitized_name,
                                               const std::optional<std::string>& text,
                                               const std::filesystem::path& file);

  const std::filesystem::path directory_;
  Parameters& parameters_;
  std::mutex disk_mutex_;     ///< one write at a time; locked before mutex_
  mutable std::mutex mutex_;  ///< guards the members below; never held while a file is written
  std::map<std::string, Unwritten> unwritten_;
  std::string loaded_;
  mutable Files files_;
  /** Modification time of the directory when it was read. */
  mutable std::filesystem::file_time_type files_of_{};
};

}  // namespace aeolian
