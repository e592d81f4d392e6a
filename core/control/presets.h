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
 * Snapshots of every parameter, kept as files: `directory`/NAME.json, each written at once or not at all.
 * sanitize_name() says what a name may be. There are at most `most` of them, none larger than `largest`
 * bytes. Any thread of the control side may call any method.
 */
class Presets {
 public:
  using Name = tl::expected<std::string, ControlError>;
  using Source = Parameters::Source;
  static constexpr std::size_t most = 512;
  static constexpr std::size_t largest = 65536;  ///< bytes; one of ours has two thousand

  /** `directory` is made with the first preset. `parameters` outlives this. */
  Presets(std::filesystem::path directory, Parameters& parameters);

  /** Keeps what is in force as `name`, in the place of a preset of that name; gives the name as cleaned.
   * Waits for the disk. */
  Name save(std::string_view name);
  /** Waits for the disk. */
  Name remove(std::string_view name);

  /**
   * The two halves of save() and remove(), for who must not wait: keep() and discard() are in force at once
   * for every other method, and each that is not refused is followed by one write() of the name that it gave,
   * by any thread, which waits for the disk, or by give_up().
   */
  Name keep(std::string_view name);
  Name discard(std::string_view name);
  Name write(const std::string& sanitized_name);
  void give_up(const std::string& sanitized_name);

  /**
   * Brings every parameter to what `name` keeps: numbers and the encoding in `glide_s` seconds (without it,
   * each in the registry's time), toggles and the seed at once; those of `kept` stay as they are. Gives the
   * name as cleaned. A file with any fault in it is refused whole, with what is wrong and where. Where there
   * is none of that name, one that was named after it before names kept UTF-8 is taken (underscored_name()).
   */
  Name load(Source source, std::string_view name, std::optional<double> glide_s = {},
            std::span<const ParameterId> kept = {});

  /** Sorted; empty where there is no directory yet. Reads the directory only where it has changed. */
  std::vector<std::string> names() const;

  /**
   * What lies at `position` (0..1) between two presets: numbers in a straight line, encodings on the great
   * circle, toggles and the seed those of the nearer one.
   */
  tl::expected<Change, ControlError> interpolate(Source source, std::string_view from, std::string_view to,
                                                 double position, std::optional<double> glide_s = {});

  /** The name at `index` of names(), as a MIDI program change chooses it. */
  Name name_at(std::size_t index) const;

 private:
  /** A change that is not on the disk yet. */
  struct Unwritten {
    std::optional<std::string> text;  ///< of the file; nothing = it is to be removed
    int writes = 0;                   ///< that are still to come
    bool is_written = false;
  };
  /** The file of each preset in the directory. */
  using Files = std::map<std::string, std::filesystem::path>;

  Name existing(std::string_view name) const;
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
  std::mutex disk_mutex_;     ///< one write at a time; taken before the other
  mutable std::mutex mutex_;  ///< of what follows; never held while a file is written
  std::map<std::string, Unwritten> unwritten_;
  mutable Files files_;
  mutable std::filesystem::file_time_type files_of_{};  ///< the directory's time of change when it was read
};

}  // namespace aeolian
