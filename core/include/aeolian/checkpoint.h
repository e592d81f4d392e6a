// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <aeolian/aeolian.h>
#include <aeolian/result.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace aeolian {
inline namespace v0 {

/**
 * A trained model in memory. Immutable, so threads and voices may share it; voices that play it keep it
 * alive. Not for an audio thread: everything here may allocate.
 */
class Checkpoint {
 public:
  /** @name Opening */

  /**
   * Reads a checkpoint file. Nothing in the file is trusted. The error names the file and says why: it cannot
   * be read, is not a checkpoint, or does not fit into memory.
   */
  static Result<Checkpoint> open(const std::filesystem::path& path) {
    Error error;
    if (aeolian_checkpoint* opened = aeolian_checkpoint_open(path.string().c_str(), error.c_error()))
      return Checkpoint(opened);
    return error;
  }

  /** @name Facts */

  /** Sample rate of its voices, in Hz. */
  int sample_rate() const noexcept { return aeolian_checkpoint_sample_rate(c_checkpoint()); }

  /** Returns 2 if it was trained on stereo sounds, which its voices play in stereo; otherwise 1. */
  int channels() const noexcept { return aeolian_checkpoint_channels(c_checkpoint()); }

  /** Names of the encodings, the learned sounds that can be selected; UTF-8, may be empty. */
  std::vector<std::string> encodings() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < aeolian_checkpoint_encoding_count(c_checkpoint()); ++i)
      names.emplace_back(aeolian_checkpoint_encoding_name(c_checkpoint(), i));
    return names;
  }

  /** Number of values in an encoding; 0 if the model takes none. */
  std::size_t encoding_size() const noexcept { return aeolian_checkpoint_encoding_size(c_checkpoint()); }

  /** @name The C interface */

  /** Handle for the C functions; owned by this object. */
  const aeolian_checkpoint* c_checkpoint() const noexcept { return checkpoint_.get(); }

 private:
  struct Close {
    void operator()(aeolian_checkpoint* checkpoint) const noexcept { aeolian_checkpoint_close(checkpoint); }
  };

  explicit Checkpoint(aeolian_checkpoint* checkpoint) : checkpoint_(checkpoint) {}

  std::unique_ptr<aeolian_checkpoint, Close> checkpoint_;
};

}  // namespace v0
}  // namespace aeolian
