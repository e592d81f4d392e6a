// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/commands/test_command.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "core/audio/sound_file.h"
#include "core/control/encoding_bank.h"
#include "core/generator/model_source.h"
#include "core/model/checkpoint.h"
#include "core/model/sound_encoder.h"
#include "core/printable.h"
#include "core/random.h"
#include "core/realtime.h"
#include "trainer/corpus/any_sound.h"
#include "trainer/render/reconstruction.h"
#include "trainer/render/rendering.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;

// As long as the windows that a small model's encodings are learned from
constexpr double part_seconds = 4;
constexpr std::uint64_t part_stream = 0x74;  // separates the choice of excerpts from the rest

/** Shared by all sounds of one command. */
struct Test {
  const TestOptions& options;
  Progress& progress;
  std::shared_ptr<const Checkpoint> checkpoint;
  SoundEncoder encoder;
  std::vector<float> sound;  // at the model's rate

  int rate() const { return checkpoint->description.front_end.sample_rate; }
  bool has_encodings() const { return checkpoint->description.encoding_size > 0; }
};

ErrorOr<Test> prepare(const TestOptions& options, Progress& progress) {
  auto read = read_checkpoint(options.checkpoint);
  if (!read) return fail(read.error().message);
  auto checkpoint = std::make_shared<const Checkpoint>(*std::move(read));
  auto encoder = SoundEncoder::create(checkpoint);
  if (!encoder) return fail(options.checkpoint.string() + ": " + encoder.error().message);
  auto sound = read_any_sound_at(options.sample, checkpoint->description.front_end.sample_rate);
  if (!sound) return fail(sound.error().message);
  Test test{options, progress, std::move(checkpoint), *std::move(encoder), *std::move(sound)};
  if (!test.has_encodings() && options.n_average > 1) {
    return fail(options.checkpoint.string() +
                ": this model has no encodings to average; with --n-average 1 it continues from an excerpt "
                "of the sound");
  }
  std::error_code error;
  fs::create_directories(options.output, error);
  if (error) return fail(options.output.string() + ": " + error.message());
  return test;
}

/** Renders `source` to SAMPLE-`suffix`.wav. */
ErrorOr<void> write(const Test& test, Source& source, const Rendering& rendering, const std::string& suffix) {
  fs::path name = test.options.sample.stem();
  name += "-" + suffix + ".wav";
  const fs::path output = test.options.output / name;
  const auto show = [&](double seconds) {
    test.progress.update({.stage = printable(name.string()), .done = seconds / rendering.seconds});
  };
  if (auto written = render_to_file(source, rendering, output, show); !written) return written;
  test.progress.say(printable(output.string()));
  return {};
}

ErrorOr<void> reconstruct(const Test& test) {
  if (test.checkpoint->description.kind == ModelKind::frame_lstm) {
    test.progress.say("no reconstruction: a model of the kind frame-lstm has no codec");
    return {};
  }
  VoiceOptions options;
  options.seed = test.options.seed;
  options.quality = test.options.quality;
  const auto repeated = make_reconstruction(test.checkpoint, test.encoder, test.sound, options);
  if (!repeated) return fail(test.options.sample.string() + ": " + repeated.error().message);
  const Rendering rendering{.seconds = static_cast<double>(test.sound.size()) / test.rate(),
                            .skip = repeated->skip};
  return write(test, *repeated->source, rendering, "reconstruction");
}

/**
 * Samples of an excerpt; for an autoencoder a segment, with the samples before it that its first window
 * covers.
 */
std::size_t part_size(const Test& test) {
  const ModelDescription& d = test.checkpoint->description;
  if (d.kind == ModelKind::autoencoder)
    return static_cast<std::size_t>(d.context * d.front_end.hop + d.front_end.window);
  return static_cast<std::size_t>(part_seconds * test.rate());
}

/** Encodes a random excerpt of the sound. */
ErrorOr<EncodedSound> encode_part(const Test& test, Random& random) {
  const auto size = std::min(test.sound.size(), part_size(test));
  const std::size_t start = random.bits() % (test.sound.size() - size + 1);
  auto encoded = test.encoder.encode(std::span(test.sound).subspan(start, size));
  if (!encoded) return fail(test.options.sample.string() + ": " + encoded.error().message);
  return encoded;
}

ErrorOr<std::vector<float>> mean_encoding(const Test& test, Random& random) {
  std::vector<Encoding> encodings;
  for (int i = 0; i < test.options.n_average; ++i) {
    const auto part = encode_part(test, random);
    if (!part) return fail(part.error().message);
    const auto encoding = normalised(part->encoding);
    if (!encoding) return fail(encoding.error().message);
    encodings.push_back(*encoding);
  }
  const auto average = mean(encodings);
  if (!average)
    return fail("the encodings cannot be averaged (try another --seed): " + average.error().message);
  return std::vector<float>(average->span().begin(), average->span().end());
}

/** Renders sound number `i`, counted from 0. */
ErrorOr<void> play(const Test& test, int i) {
  const TestOptions& o = test.options;
  VoiceOptions options;
  options.seed = o.seed + static_cast<std::uint64_t>(i);
  options.temperature = static_cast<float>(o.temperature);
  options.quality = o.quality;
  Random random(options.seed, part_stream);
  const std::string number = "-" + std::to_string(i + 1);
  const Rendering rendering{.seconds = o.sample_duration};
  if (test.has_encodings()) {
    auto encoding = mean_encoding(test, random);
    if (!encoding) return fail(encoding.error().message);
    options.encoding = *std::move(encoding);
    const auto source = make_model_source(test.checkpoint, options);
    if (!source) return fail(source.error().message);
    return write(test, **source, rendering, "mean-of-" + std::to_string(o.n_average) + number);
  }
  const auto part = encode_part(test, random);
  if (!part) return fail(part.error().message);
  const auto source = make_model_source(test.checkpoint, options, &*part);
  if (!source) return fail(source.error().message);
  return write(test, **source, rendering, "continued" + number);
}

}  // namespace

ErrorOr<void> test(const TestOptions& options, Progress& progress) {
  denormals_off();
  const auto test = prepare(options, progress);
  if (!test) return fail(test.error().message);
  if (auto done = reconstruct(*test); !done) return done;
  for (int i = 0; i < options.n_samples; ++i) {
    if (auto done = play(*test, i); !done) return done;
  }
  return {};
}

int run_test(const TestOptions& options) {
  Progress progress;
  const auto done = test(options, progress);
  if (done) return 0;
  progress.say(printable("aeolian test: " + done.error().message));
  return 1;
}

}  // namespace aeolian::trainer
