// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/control/encoding_bank.h"
#include "core/control/event.h"
#include "core/error.h"
#include "core/generator/source.h"
#include "core/generator/voice.h"
#include "core/stream/spsc_ring.h"

namespace aeolian {

/** A checkpoint as the library holds it: the model and its encodings by name. Immutable. */
struct OpenCheckpoint {
  std::shared_ptr<const Checkpoint> model;
  EncodingBank encodings;
};

/**
 * The voice behind the C interface: a source, the output stage, and the queue through which changes reach
 * both at step boundaries. render() is for one thread, the rest for one other (or the same).
 */
class PlayingVoice {
 public:
  static ErrorOr<std::unique_ptr<PlayingVoice>> create(std::shared_ptr<const OpenCheckpoint> checkpoint,
                                                       const VoiceOptions& options);

  int sample_rate() const { return source_->sample_rate(); }  ///< Hz
  std::size_t step_size() const;                              ///< samples

  /**
   * Renders the next samples, any number: mono, or two channels in spans of the same length. Allocates
   * nothing; leaves the thread's floating-point mode alone.
   */
  void render(std::span<float> samples) noexcept;
  void render(std::span<float> left, std::span<float> right) noexcept;

  ErrorOr<void> set_seed(std::uint64_t seed);
  /** Sets a numeric or toggle parameter of the registry, within its range. */
  ErrorOr<void> set_number(ParameterId parameter, float value, float glide_s);
  ErrorOr<void> set_encoding(std::string_view name, float glide_s);
  ErrorOr<void> set_encoding(std::span<const float> values, float glide_s);
  ErrorOr<void> clear_encoding(float glide_s);

 private:
  PlayingVoice(std::shared_ptr<const OpenCheckpoint> checkpoint, std::unique_ptr<Source> source);
  ErrorOr<void> send(const ControlEvent& event);
  ErrorOr<void> send_encoding(const Encoding& encoding, float glide_s);
  void apply_changes();
  void render_hop();
  template <class Put>
  void render_each(std::size_t count, Put put) noexcept;

  std::shared_ptr<const OpenCheckpoint> checkpoint_;
  std::unique_ptr<Source> source_;
  OutputStage stage_;
  SpscRing<ControlEvent, 256> changes_;
  std::vector<StereoFrame> frames_;      ///< of a hop
  std::span<const StereoFrame> unread_;  ///< of frames_
  int hop_in_step_ = 0;                  ///< of the next hop
};

/** Refuses a value outside the parameter's range; the error names both. */
ErrorOr<void> check_range(ParameterId parameter, float value);

}  // namespace aeolian
