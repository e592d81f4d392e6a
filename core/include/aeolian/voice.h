// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <aeolian/aeolian.h>
#include <aeolian/checkpoint.h>
#include <aeolian/result.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace aeolian {
inline namespace v0 {

/** Initial settings of a voice. */
struct VoiceOptions {
  std::uint64_t seed = 1;     ///< the same seed and changes give the same samples, bit for bit
  float temperature = 1.f;    ///< 0 = calm, 1 = as learned, 2 = wild
  float guidance = 1.f;       ///< how strongly the encoding steers, 0..3; 1 = as trained
  std::string encoding = {};  ///< one of the checkpoint's names; empty = drifts between all learned sounds
  bool refined = false;       ///< better phases for about twice the work and 7 hops more latency
};

/**
 * One endless performance of a checkpoint: a stream of samples, in mono or in stereo.
 *
 * It has two sides, each for one thread at a time, which may be two different threads. The audio side is
 * render() and render_stereo(). The setters are the control side; a change that is accepted is wait-free, so
 * the audio thread may make it as well. Creating, moving and destroying a voice allocate or free memory, and
 * belong to neither side.
 */
class Voice {
 public:
  /** @name Making */

  /**
   * Creates a voice. Fails if an option is out of range, the checkpoint lacks the encoding, or memory runs
   * out.
   */
  static Result<Voice> create(const Checkpoint& checkpoint, const VoiceOptions& options = {}) {
    const aeolian_voice_options c_options = {options.seed, options.temperature, options.guidance,
                                             options.encoding.empty() ? nullptr : options.encoding.c_str(),
                                             options.refined};
    Error error;
    if (aeolian_voice* voice = aeolian_voice_create(checkpoint.c_checkpoint(), &c_options, error.c_error()))
      return Voice(voice);
    return error;
  }

  /** @name Facts */

  /** Sample rate in Hz: that of the checkpoint. */
  int sample_rate() const noexcept { return aeolian_voice_sample_rate(voice_.get()); }

  /** Samples per step. Changes take effect at the next multiple, counted from the first sample. */
  std::size_t step_size() const noexcept { return aeolian_voice_step_size(voice_.get()); }

  /** @name Audio side */

  /**
   * Writes the next samples, any number, within -1..1. Never allocates, locks, logs or blocks. A call that
   * begins a step takes longer than the others.
   */
  void render(std::span<float> samples) noexcept {
    aeolian_voice_render(voice_.get(), samples.data(), samples.size());
  }

  /**
   * Writes both channels, as many samples of each as fit into both spans. Their mean is the signal that
   * render() writes. Both are equal if the checkpoint has one channel.
   */
  void render_stereo(std::span<float> left, std::span<float> right) noexcept {
    aeolian_voice_render_stereo(voice_.get(), left.data(), right.data(), std::min(left.size(), right.size()));
  }

  /**
   * @name Control side
   * Each fails, and changes nothing, if the value is out of range or not finite, or if 256 changes are
   * waiting that no render() has applied yet. `glide_s` is the duration of the change, 0..60 seconds.
   */

  /** Restarts from the beginning of this seed. */
  Status set_seed(std::uint64_t seed) noexcept {
    return status([&](auto* error) { return aeolian_voice_set_seed(voice_.get(), seed, error); });
  }

  /** Sets how random the output is, 0..2: 0 = calm, 1 = as learned, 2 = wild. */
  Status set_temperature(float temperature, float glide_s = 0.f) noexcept {
    return status([&](auto* error) {
      return aeolian_voice_set_temperature(voice_.get(), temperature, glide_s, error);
    });
  }

  /** Sets how strongly the encoding steers, 0..3: 0 = not at all, 1 = as trained. */
  Status set_guidance(float guidance, float glide_s = 0.2f) noexcept {
    return status(
        [&](auto* error) { return aeolian_voice_set_guidance(voice_.get(), guidance, glide_s, error); });
  }

  /**
   * Sets how closely it follows passages of the corpus, 0..1: 0 = not at all, 1 = as calibrated in training,
   * which quotes them. The initial value is the checkpoint's, usually 1.
   */
  Status set_memory(float memory, float glide_s = 0.2f) noexcept {
    return status(
        [&](auto* error) { return aeolian_voice_set_memory(voice_.get(), memory, glide_s, error); });
  }

  /** Sets how long it may follow one passage before it must move on, 0.2..60 s; 60 = no limit. */
  Status set_memory_limit(float seconds) noexcept {
    return status([&](auto* error) { return aeolian_voice_set_memory_limit(voice_.get(), seconds, error); });
  }

  /**
   * Sets the stereo width of a two-channel checkpoint, 0..2: 0 = mono, 1 = as learned (default), 2 = wider.
   */
  Status set_width(float width, float glide_s = 0.05f) noexcept {
    return status([&](auto* error) { return aeolian_voice_set_width(voice_.get(), width, glide_s, error); });
  }

  /** Sets the output gain, -60..12 dB; -60 is silence. A change takes at least 20 ms. */
  Status set_gain(float gain_db, float glide_s = 0.02f) noexcept {
    return status([&](auto* error) { return aeolian_voice_set_gain(voice_.get(), gain_db, glide_s, error); });
  }

  /** Steers towards the encoding of this name; fails if the checkpoint has no such name. */
  Status set_encoding(const char* name, float glide_s = 0.2f) noexcept {
    return status(
        [&](auto* error) { return aeolian_voice_set_encoding(voice_.get(), name, glide_s, error); });
  }

  /**
   * Steers towards any point between the encodings: as many values as an encoding has. Only their direction
   * matters: they are scaled to unit norm. Fails if all are zero.
   */
  Status set_encoding(std::span<const float> values, float glide_s = 0.2f) noexcept {
    return status([&](auto* error) {
      return aeolian_voice_set_encoding_values(voice_.get(), values.data(), values.size(), glide_s, error);
    });
  }

  /** Clears the encoding: the voice drifts between all learned sounds. */
  Status clear_encoding(float glide_s = 0.2f) noexcept {
    return status([&](auto* error) { return aeolian_voice_clear_encoding(voice_.get(), glide_s, error); });
  }

  /** Holds the present spectrum, with its noise still moving, or releases it. */
  Status set_freeze(bool freeze) noexcept {
    return status([&](auto* error) { return aeolian_voice_set_freeze(voice_.get(), freeze, error); });
  }

 private:
  struct Destroy {
    void operator()(aeolian_voice* voice) const noexcept { aeolian_voice_destroy(voice); }
  };

  explicit Voice(aeolian_voice* voice) : voice_(voice) {}

  template <class Call>
  static Status status(Call call) noexcept {
    Error error;
    if (call(error.c_error())) return {};
    return error;
  }

  std::unique_ptr<aeolian_voice, Destroy> voice_;
};

}  // namespace v0
}  // namespace aeolian
