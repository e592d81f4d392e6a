// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "core/generator/model_encodings.h"
#include "core/include/aeolian/aeolian.h"
#include "core/libaeolian/playing_voice.h"
#include "core/model/stereo_layer.h"
#include "core/version.h"

using namespace aeolian;

struct aeolian_checkpoint {
  std::shared_ptr<const OpenCheckpoint> open;
};

struct aeolian_voice {
  std::unique_ptr<PlayingVoice> playing;
};

namespace {

void write(aeolian_error* error, const char* message) {
  if (error) std::snprintf(error->message, sizeof error->message, "%s", message);
}

/** Returns the value of `call`; if that is an error, or it throws, the text goes to `error`. */
template <class Call>
auto guarded(aeolian_error* error, Call call) noexcept -> std::invoke_result_t<Call> {
  try {
    auto result = call();
    if (!result) write(error, result.error().message.c_str());
    return result;
  } catch (const std::bad_alloc&) {
    write(error, "there is not enough memory");
  } catch (const std::exception& exception) {
    write(error, exception.what());
  }
  return tl::unexpected(Error{});
}

ErrorOr<aeolian_checkpoint*> open_checkpoint(const char* path) {
  if (!path) return fail("no path was given");
  auto read = read_checkpoint(path);
  if (!read) return tl::unexpected(read.error());
  auto model = std::make_shared<const Checkpoint>(std::move(*read));
  auto encodings = encodings_of(*model);
  if (!encodings) return fail(std::string(path) + ": " + encodings.error().message);
  return new aeolian_checkpoint{
      std::make_shared<const OpenCheckpoint>(OpenCheckpoint{std::move(model), std::move(*encodings)})};
}

ErrorOr<VoiceOptions> read_options(const OpenCheckpoint& checkpoint, const aeolian_voice_options& given) {
  if (auto checked = check_range(ParameterId::temperature, given.temperature); !checked)
    return tl::unexpected(checked.error());
  if (auto checked = check_range(ParameterId::guidance, given.guidance); !checked)
    return tl::unexpected(checked.error());
  VoiceOptions options;
  options.seed = given.seed;
  options.temperature = given.temperature;
  options.guidance = given.guidance;
  options.quality = given.refined ? Quality::refined : Quality::normal;
  if (given.encoding) {
    const auto index = checkpoint.encodings.find(given.encoding);
    if (!index) return tl::unexpected(index.error());
    const auto values = checkpoint.encodings.at(*index).span();
    options.encoding.assign(values.begin(), values.end());
  }
  return options;
}

ErrorOr<aeolian_voice*> create_voice(const aeolian_checkpoint* checkpoint,
                                     const aeolian_voice_options& given) {
  if (!checkpoint) return fail("no checkpoint was given");
  const auto options = read_options(*checkpoint->open, given);
  if (!options) return tl::unexpected(options.error());
  auto playing = PlayingVoice::create(checkpoint->open, *options);
  if (!playing) return tl::unexpected(playing.error());
  return new aeolian_voice{std::move(*playing)};
}

bool set_number(aeolian_voice* voice, ParameterId parameter, float value, float glide_s,
                aeolian_error* error) {
  return guarded(error, [&] { return voice->playing->set_number(parameter, value, glide_s); }).has_value();
}

}  // namespace

const char* aeolian_version() {
  return AEOLIAN_VERSION;
}

aeolian_checkpoint* aeolian_checkpoint_open(const char* path, aeolian_error* error) {
  return guarded(error, [&] { return open_checkpoint(path); }).value_or(nullptr);
}

void aeolian_checkpoint_close(aeolian_checkpoint* checkpoint) {
  delete checkpoint;
}

int aeolian_checkpoint_sample_rate(const aeolian_checkpoint* checkpoint) {
  return checkpoint->open->model->description.front_end.sample_rate;
}

int aeolian_checkpoint_channels(const aeolian_checkpoint* checkpoint) {
  return channels_of(*checkpoint->open->model);
}

size_t aeolian_checkpoint_encoding_count(const aeolian_checkpoint* checkpoint) {
  return checkpoint->open->encodings.count();
}

const char* aeolian_checkpoint_encoding_name(const aeolian_checkpoint* checkpoint, size_t index) {
  const auto names = checkpoint->open->encodings.names();
  return index < names.size() ? names[index].c_str() : nullptr;
}

size_t aeolian_checkpoint_encoding_size(const aeolian_checkpoint* checkpoint) {
  return static_cast<size_t>(checkpoint->open->model->description.encoding_size);
}

aeolian_voice_options aeolian_default_voice_options() {
  return {.seed = 1, .temperature = 1.f, .guidance = 1.f, .encoding = nullptr, .refined = false};
}

aeolian_voice* aeolian_voice_create(const aeolian_checkpoint* checkpoint,
                                    const aeolian_voice_options* options, aeolian_error* error) {
  const auto given = options ? *options : aeolian_default_voice_options();
  return guarded(error, [&] { return create_voice(checkpoint, given); }).value_or(nullptr);
}

void aeolian_voice_destroy(aeolian_voice* voice) {
  delete voice;
}

int aeolian_voice_sample_rate(const aeolian_voice* voice) {
  return voice->playing->sample_rate();
}

size_t aeolian_voice_step_size(const aeolian_voice* voice) {
  return voice->playing->step_size();
}

void aeolian_voice_render(aeolian_voice* voice, float* samples, size_t count) {
  voice->playing->render(std::span(samples, count));
}

void aeolian_voice_render_stereo(aeolian_voice* voice, float* left, float* right, size_t count) {
  voice->playing->render(std::span(left, count), std::span(right, count));
}

bool aeolian_voice_set_seed(aeolian_voice* voice, uint64_t seed, aeolian_error* error) {
  return guarded(error, [&] { return voice->playing->set_seed(seed); }).has_value();
}

bool aeolian_voice_set_temperature(aeolian_voice* voice, float temperature, float glide_s,
                                   aeolian_error* error) {
  return set_number(voice, ParameterId::temperature, temperature, glide_s, error);
}

bool aeolian_voice_set_guidance(aeolian_voice* voice, float guidance, float glide_s, aeolian_error* error) {
  return set_number(voice, ParameterId::guidance, guidance, glide_s, error);
}

bool aeolian_voice_set_memory(aeolian_voice* voice, float memory, float glide_s, aeolian_error* error) {
  return set_number(voice, ParameterId::memory, memory, glide_s, error);
}

bool aeolian_voice_set_memory_limit(aeolian_voice* voice, float seconds, aeolian_error* error) {
  return set_number(voice, ParameterId::memory_limit, seconds, 0.f, error);
}

bool aeolian_voice_set_width(aeolian_voice* voice, float width, float glide_s, aeolian_error* error) {
  return set_number(voice, ParameterId::width, width, glide_s, error);
}

bool aeolian_voice_set_gain(aeolian_voice* voice, float gain_db, float glide_s, aeolian_error* error) {
  return set_number(voice, ParameterId::gain, gain_db, glide_s, error);
}

bool aeolian_voice_set_encoding(aeolian_voice* voice, const char* name, float glide_s, aeolian_error* error) {
  return guarded(error, [&] { return voice->playing->set_encoding(name ? name : "", glide_s); }).has_value();
}

bool aeolian_voice_set_encoding_values(aeolian_voice* voice, const float* values, size_t count, float glide_s,
                                       aeolian_error* error) {
  return guarded(error, [&] { return voice->playing->set_encoding(std::span(values, count), glide_s); })
      .has_value();
}

bool aeolian_voice_clear_encoding(aeolian_voice* voice, float glide_s, aeolian_error* error) {
  return guarded(error, [&] { return voice->playing->clear_encoding(glide_s); }).has_value();
}

bool aeolian_voice_set_freeze(aeolian_voice* voice, bool freeze, aeolian_error* error) {
  return set_number(voice, ParameterId::freeze, freeze ? 1.f : 0.f, 0.f, error);
}
