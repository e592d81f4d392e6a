// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/description.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <tuple>

#include "core/control/event.h"

namespace aeolian {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

ModelDescription speaking() {
  ModelDescription d;
  d.front_end = {22050, 1024, 128, 160, 1200.0, 9000.5};
  d.frames_per_step = 2;
  d.latent_size = 40;
  d.codec_hidden = 300;
  d.trunk_size = 200;
  d.trunk_layers = 3;
  d.context = 6;
  d.head_hidden = 128;
  d.mixtures = 12;
  d.encoding_size = 8;
  d.calm = 0.4f;
  d.as_learned = 0.85f;
  d.encodings = {"wind", "Glocke \xc3\xa4"};
  d.priming_states = {"a.wav 0:12"};
  d.provenance.sources = {{"wind", "CC0-1.0", 61.5}, {"Glocke", "", 12}};
  d.provenance.from = "base.aeolian";
  d.provenance.command = "aeolian train wind -o wind.aeolian";
  d.provenance.version = "0.1.0";
  d.provenance.created = "2026-11-22T19:00:00Z";
  d.provenance.training_minutes = 10.5;
  d.provenance.epochs = 7;
  d.provenance.training_loss = -12.25;
  d.provenance.held_out_loss = 3.5;
  d.provenance.left_out = {"the trunk"};
  return d;
}

std::string refusal(const json& object) {
  const auto description = description_from_json(object);
  return description ? "accepted" : description.error().message;
}

TEST(Description, SurvivesTheWayThroughJson) {
  const json first = to_json(speaking());
  const auto back = description_from_json(json::parse(first.dump()));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(to_json(*back), first);
  EXPECT_EQ(back->front_end, speaking().front_end);
  EXPECT_EQ(back->encodings, speaking().encodings);
  EXPECT_EQ(back->as_learned, 0.85f);
  ASSERT_EQ(back->provenance.sources.size(), 2u);
  EXPECT_EQ(back->provenance.sources[0].licence, "CC0-1.0");
  EXPECT_EQ(back->provenance.training_loss, -12.25);
  EXPECT_EQ(back->provenance.left_out, speaking().provenance.left_out);
}

TEST(Description, DefaultsCanBePlayed) {
  EXPECT_EQ(refusal(to_json(ModelDescription{})), "accepted");
}

TEST(Description, NamesAMissingField) {
  const json whole = to_json(speaking());
  for (const auto& [key, value] : whole.items()) {
    if (key == "provenance" || key == "memory" || key == "grain_begins" || key == "grain_whole" ||
        key == "onset_thinning")
      continue;
    json object = whole;
    object.erase(key);
    EXPECT_THAT(refusal(object), HasSubstr(key + " is missing"));
  }
}

TEST(Description, OfAnOlderModelHasTheMemoryThatItPlayedWith) {
  auto model = speaking();
  model.memory = .25f;
  json object = to_json(model);
  EXPECT_EQ(description_from_json(object)->memory, .25f);
  object.erase("memory");
  EXPECT_EQ(description_from_json(object)->memory, 1.f);
  model.grain = standard_grain;
  model.onset_thinning = 1.f;
  object = to_json(model);
  EXPECT_EQ(description_from_json(object)->grain.begins, standard_grain.begins);
  EXPECT_EQ(description_from_json(object)->grain.whole, standard_grain.whole);
  EXPECT_EQ(description_from_json(object)->onset_thinning, 1.f);
  object.erase("onset_thinning");
  EXPECT_EQ(description_from_json(object)->onset_thinning, 0.f);
  object.erase("grain_begins");
  object.erase("grain_whole");
  EXPECT_EQ(description_from_json(object)->grain(.01f), .01f) << "all levels are played";
  object["memory"] = 1.5;
  EXPECT_THAT(refusal(object), HasSubstr("memory is 1.5, outside 0 to 1"));
}

TEST(Description, ReadsAModelOfUnknownOrigin) {
  json object = to_json(speaking());
  object.erase("provenance");
  EXPECT_EQ(refusal(object), "accepted");
  object["provenance"] = {{"version", "0.0.9"}};
  EXPECT_EQ(refusal(object), "accepted");
}

TEST(Description, NamesAFieldOutOfBoundsAndItsBounds) {
  const std::pair<const char*, json> cases[] = {
      {"/latent_size", 0},          {"/latent_size", 1000000},
      {"/trunk_layers", -1},        {"/trunk_size", 1ull << 63},
      {"/frames_per_step", 0},      {"/front_end/sample_rate", 0},
      {"/front_end/bands", 100000}, {"/front_end/window", 1 << 20},
      {"/encoding_size", 65},       {"/calm", -0.5},
      {"/as_learned", 1e30},        {"/mixtures", 0},
      {"/provenance/epochs", -1},   {"/provenance/sources/1/seconds", -2.0},
  };
  for (const auto& [field, value] : cases) {
    json object = to_json(speaking());
    object[json::json_pointer(field)] = value;
    const std::string leaf = std::string(field).substr(std::string(field).rfind('/') + 1);
    EXPECT_THAT(refusal(object), HasSubstr(leaf)) << field;
    EXPECT_THAT(refusal(object), HasSubstr("outside")) << field;
  }
}

// Once a context of 0 crashed the daemon that loaded it, one of 1 read beyond its block, and a single band
// wrote before its own.
TEST(Description, SizesHaveLeastValuesOfTheirKindThatAreNamed) {
  const auto with = [](ModelKind kind, const char* field, const json& value) {
    json object = to_json(standard_sizes(kind, FrontEnd()));
    object[json::json_pointer(field)] = value;
    return refusal(object);
  };
  const std::tuple<ModelKind, const char*, int, int> cases[] = {
      {ModelKind::small, "context", 0, 2},
      {ModelKind::small, "context", 1, 2},
      {ModelKind::small, "codec_hidden", 0, 1},
      {ModelKind::small, "head_hidden", 0, 1},
      {ModelKind::frame_lstm, "context", 0, 1},
      {ModelKind::autoencoder, "context", 0, 1},
      {ModelKind::autoencoder, "encoding_size", 0, 1},
  };
  for (const auto& [kind, field, value, least] : cases) {
    const std::string name = field;
    EXPECT_EQ(with(kind, ("/" + name).c_str(), least), "accepted") << name;
    EXPECT_THAT(with(kind, ("/" + name).c_str(), value),
                HasSubstr(name + " is " + std::to_string(value) + ", but a model of the kind " +
                          std::string(to_string(kind)) + " needs at least " + std::to_string(least)));
  }
  for (const ModelKind kind : model_kinds) {
    for (const char* size : {"latent_size", "trunk_size", "trunk_layers", "mixtures", "frames_per_step"})
      EXPECT_THAT(with(kind, (std::string("/") + size).c_str(), 0), HasSubstr(std::string(size) + " is 0"));
    EXPECT_THAT(with(kind, "/front_end/bands", 1), HasSubstr("front_end.bands is 1, outside 8 to"));
    EXPECT_THAT(with(kind, "/front_end/window", 32), HasSubstr("front_end.window is 32, outside 64 to"));
    EXPECT_THAT(with(kind, "/front_end/sample_rate", 3999), HasSubstr("front_end.sample_rate is 3999"));
  }
}

TEST(Description, RefusesBandsThatTheWindowCannotHaveAndStepsThatTheRingCannotHold) {
  json object = to_json(small_tier(FrontEnd()));
  object["front_end"]["linear_to"] = 20000;
  EXPECT_THAT(refusal(object), HasSubstr("192 bands are too few for single bins up to 20000"));
  object = to_json(small_tier(FrontEnd()));
  object["frames_per_step"] = 64;
  EXPECT_EQ(refusal(object), "accepted") << "64 hops of 256 samples";
  object["front_end"]["window"] = 4096;
  object["front_end"]["hop"] = 512;
  EXPECT_THAT(refusal(object),
              HasSubstr("frames_per_step is 64, of 512 samples each: a step has 16384 samples"));
}

TEST(Description, RefusesAFieldOfAnotherType) {
  const std::pair<const char*, json> cases[] = {
      {"/kind", 3},          {"/latent_size", 32.5},        {"/latent_size", "32"},      {"/front_end", 4},
      {"/encodings", "one"}, {"/encodings", {1, 2}},        {"/encodings", {"", "b"}},   {"/calm", nullptr},
      {"/provenance", 1},    {"/provenance/sources", "me"}, {"/provenance/command", {}},
  };
  for (const auto& [field, value] : cases) {
    json object = to_json(speaking());
    object[json::json_pointer(field)] = value;
    const std::string leaf = std::string(field).substr(std::string(field).rfind('/') + 1);
    EXPECT_THAT(refusal(object), HasSubstr(leaf + " must")) << field << " " << value;
  }
  EXPECT_THAT(refusal(json::array()), HasSubstr("must be a JSON object"));
}

TEST(Description, RefusesFieldsThatContradictEachOther) {
  const auto with = [](auto change) {
    ModelDescription d = speaking();
    change(d);
    return refusal(to_json(d));
  };
  EXPECT_THAT(with([](auto& d) { d.front_end.hop = 256; }), HasSubstr("hop must be an eighth"));
  EXPECT_THAT(with([](auto& d) { d.front_end.window = 1028; }), HasSubstr("multiple of 8"));
  EXPECT_THAT(with([](auto& d) { d.front_end.bands = 514; }), HasSubstr("513 bins"));
  EXPECT_THAT(with([](auto& d) { d.front_end.max_frequency = 12000; }), HasSubstr("half of the sample rate"));
  EXPECT_THAT(with([](auto& d) { d.kind = ModelKind::frame_lstm; }),
              HasSubstr("latent_size = front_end.bands"));
  EXPECT_THAT(with([](auto& d) {
                d.kind = ModelKind::frame_lstm;
                d.latent_size = d.front_end.bands;
                d.frames_per_step = 2;
              }),
              HasSubstr("frames_per_step = 1"));
  EXPECT_THAT(with([](auto& d) { d.kind = ModelKind::autoencoder; }), HasSubstr("an autoencoder needs"));
  EXPECT_THAT(with([](auto& d) { d.kind = ModelKind::bytes; }), HasSubstr("has no encodings"));
  EXPECT_THAT(with([](auto& d) { d.head_hidden = 0; }), HasSubstr("head_hidden"));
  EXPECT_THAT(with([](auto& d) { d.encodings = {"a", "a"}; }), HasSubstr("a name twice"));
  EXPECT_THAT(with([](auto& d) { d.encoding_size = 0; }), HasSubstr("encoding_size is 0"));
}

TEST(Description, NamesTheModelsThatThereAre) {
  for (const ModelKind kind : model_kinds) EXPECT_EQ(model_kind(to_string(kind)), kind);
  EXPECT_EQ(model_kind("frame-lstm"), ModelKind::frame_lstm);
  EXPECT_THAT(model_kind("large").error().message,
              HasSubstr("choose small, frame-lstm, autoencoder or bytes"));
}

TEST(Description, LongestEncodingIsThatOfAControlEvent) {
  ModelDescription d = speaking();
  d.encoding_size = static_cast<int>(max_encoding_size);
  EXPECT_EQ(refusal(to_json(d)), "accepted");
  ++d.encoding_size;
  EXPECT_THAT(refusal(to_json(d)), HasSubstr("encoding_size"));
}

}  // namespace
}  // namespace aeolian
