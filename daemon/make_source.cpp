#include "daemon/make_source.h"

#include <sstream>
#include <utility>

#include "core/generator/sine_source.h"
#include "core/generator/voice.h"
#include "core/model/checkpoint.h"

namespace aeolian {
namespace {

constexpr int tone_rate = 44100;     // Hz
constexpr int tone_hop = 256;        // samples
constexpr float tone_level = 0.25f;  // -12 dBFS

Subject make_test_tone(double hz) {
  std::ostringstream name;
  name << "test tone of " << hz << " Hz";
  return {std::make_unique<SineSource>(tone_rate, tone_hop, hz, tone_level), {}, name.str()};
}

ErrorOr<EncodingBank> read_encodings(const Checkpoint& checkpoint) {
  const Tensor* rows = checkpoint.find("encodings");
  const ModelDescription& model = checkpoint.description;
  if (rows == nullptr || model.encodings.empty()) {
    return EncodingBank();
  }
  return EncodingBank::create(model.encodings, rows->values, static_cast<std::size_t>(model.encoding_size));
}

}  // namespace

ErrorOr<Subject> make_source(const Options& options) {
  if (options.checkpoint.empty()) {
    return make_test_tone(options.test_tone);
  }
  auto read = read_checkpoint(options.checkpoint);
  if (!read) {
    return tl::unexpected(read.error());
  }
  const auto checkpoint = std::make_shared<const Checkpoint>(std::move(*read));
  auto encodings = read_encodings(*checkpoint);
  if (!encodings) {
    return fail(options.checkpoint.string() + ": " + encodings.error().message);
  }
  auto voice = Voice::create(checkpoint, {});
  if (!voice) {
    return fail(options.checkpoint.string() + ": " + voice.error().message);
  }
  return Subject{std::move(*voice), std::move(*encodings), options.checkpoint.stem().string()};
}

}  // namespace aeolian
