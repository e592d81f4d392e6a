// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/control/control_error.h"
#include "daemon/playback/moment.h"

namespace aeolian::daemon {

/** Makes the refusal of a moment: `why` is worded to follow a colon. */
tl::unexpected<ControlError> refuse_moment(std::string_view name, const std::string& why);

/**
 * Moments as files: `folder`/NAME.moment, each written as a whole or not at all. sanitize_name() defines
 * valid names. Any thread of the control side; waits for the disk.
 */
class Moments {
 public:
  using Name = tl::expected<std::string, ControlError>;
  static constexpr std::size_t most = 64;

  /** `folder` is created with the first moment; empty = moments are not saved. */
  explicit Moments(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /**
   * Writes a moment, replacing one of the same name; returns the sanitized name. Refused if there are `most`
   * others.
   */
  Name write(std::string_view name, const KeptMoment& moment) const;
  tl::expected<KeptMoment, ControlError> read(std::string_view name) const;
  Name remove(std::string_view name) const;
  /** Returns the sanitized name of a moment that exists. */
  Name find(std::string_view name) const;
  /** Sorted. */
  std::vector<std::string> names() const;

 private:
  std::filesystem::path file_of(const std::string& sanitized_name) const;

  std::filesystem::path folder_;
};

}  // namespace aeolian::daemon
