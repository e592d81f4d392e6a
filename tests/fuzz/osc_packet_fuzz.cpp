// SPDX-License-Identifier: GPL-3.0-or-later
// Checks that with any bytes, the parser reads nothing beyond them and enforces its limits; liblo writes the
// same messages again; and whatever they request, every parameter stays in its range and every answer can be
// sent.
#include <cmath>
#include <memory>

#include "core/control/presets.h"
#include "core/control/schedule.h"
#include "core/tempo/tempo.h"
#include "protocols/osc/osc_commands.h"
#include "protocols/osc/packet.h"
#include "protocols/osc/serialise.h"
#include "tests/fuzz/require.h"

namespace {

using namespace aeolian;

/** Answers at once, sometimes with a refusal. */
class QuickInstrument final : public ControlInterface {
 public:
  StatusReport status() const override { return {.state = "playing"}; }
  std::vector<Metric> metrics() const override {
    return {{"underruns_total", Metric::Kind::counter, 1., ""}};
  }
  SoundLevels levels() const override { return {}; }
  HeardReport heard() const override { return {}; }
  std::vector<std::string> models() const override { return {"sea"}; }
  std::vector<std::string> sounds() const override { return {"gulls"}; }
  void load_model(std::string name, Done done) override { answer(std::move(name), done); }
  void blend_model(std::string name, double, std::optional<double>, Done done) override {
    answer(std::move(name), done);
  }
  void prime(std::string sound, double start_s, Done done) override {
    require(std::isfinite(start_s) && start_s >= 0., "primed from a time that is none");
    answer(std::move(sound), done);
  }
  Answer start_recording(std::string name) override { return name; }
  tl::expected<RecordingReport, ControlError> stop_recording() override {
    return RecordingReport{"take", ~0ull, ~0ull};
  }
  tl::expected<RecordingReport, ControlError> record_last(double, std::string name) override {
    return RecordingReport{std::move(name), ~0ull, 0};
  }
  Answer start_streams() override { return "/sea.opus"; }
  Answer stop_streams() override { return refuse(ControlError::Kind::no_device, "none"); }
  std::vector<StreamReport> streams() const override { return {{.mount = "/sea.opus", .state = "waiting"}}; }
  void learn_midi(std::string path, Done done) override { answer(std::move(path), done); }
  Answer save_midi() override { return "midi"; }
  std::vector<MidiBindingReport> midi_bindings() const override { return {{"cc 7", "/gain", "", "", true}}; }
  std::vector<MidiReport> midi_messages(std::uint64_t after) const override {
    return {{after + 1, "cc 7: 0", "/gain"}};
  }
  Answer save_moment(const std::string& name) override { return name; }
  void load_moment(std::string name, Done done) override { answer(std::move(name), done); }
  Answer delete_moment(const std::string& name) override { return name; }
  std::vector<std::string> moments() const override { return {"dawn"}; }
  Answer forget_midi(const std::string& path) override { return path; }
  Answer scale_midi(const std::string& path, double, double, const std::string&) override { return path; }
  bool guard() const override { return guard_; }
  void set_guard(bool on) override { guard_ = on; }
  void reload_configuration(Done done) override { answer("configuration", done); }
  Tempo& tempo() override { return tempo_; }
  Schedule& schedule() override { return schedule_; }

 private:
  static void answer(std::string name, const Done& done) {
    if (name.size() % 2 == 0) return done(name);
    done(refuse(ControlError::Kind::busy, std::move(name)));
  }

  bool guard_ = true;
  Tempo tempo_;
  Schedule schedule_;
};

/** Checks that each answer can be sent. */
class WaryCaller final : public osc::Caller, public std::enable_shared_from_this<WaryCaller> {
 public:
  void reply(const osc::Message& message) override {
    require(message.path.starts_with("/aeolian/"), "an answer outside the prefix");
    const auto again = osc::parse_packet(osc::serialise(message));
    require(again && again->size() == 1 && again->front().message.path == message.path,
            "an answer cannot be sent");
  }
  void fail(std::string_view, std::int32_t, osc::Failure, std::string text) override {
    require(!text.empty(), "a refusal without a reason");
  }
  std::optional<ControlError> subscribe(const osc::NotifyRequest& subscription) override {
    require(subscription.hz >= 0. && subscription.hz <= 60., "news at a rate that is none");
    return {};
  }
  void unsubscribe() override {}
  std::shared_ptr<osc::Recipient> kept() override { return shared_from_this(); }
};

void require_sane(const Parameters& parameters) {
  for (const auto& spec : parameter_specs()) {
    if (spec.type != ParameterType::number && spec.type != ParameterType::toggle) continue;
    const double value = parameters.number(spec.id);
    require(value >= spec.minimum && value <= spec.maximum, "a parameter out of its range");
  }
  double energy = 0.;
  for (const float value : parameters.encoding()) energy += static_cast<double>(value) * value;
  require(energy == 0. || std::abs(energy - 1.) < 1e-4, "an encoding off the unit sphere");
}

void run(std::span<const osc::TimedMessage> messages) {
  static const std::vector<float> vectors{1.f, 0.f, 0.f, 1.f, -1.f, 0.f};
  static const auto bank = EncodingBank::create({"wind", "sea", "calm"}, vectors, 2).value();
  Parameters parameters(bank);
  const auto source = parameters.add_source("OSC", [](const ControlEvent& event) {
    require(std::isfinite(event.number) && event.glide_s >= 0. && event.glide_s <= longest_glide_s,
            "an event that no generator may see");
    return true;
  });
  Presets presets("/dev/null/no presets", parameters);
  QuickInstrument instrument;
  osc::Commands commands("/aeolian", {parameters, presets, instrument}, source);
  const auto caller = std::make_shared<WaryCaller>();
  for (const auto& [time_tag, message] : messages) {
    commands.access_of(message);
    commands.run(message, *caller);
    require_sane(parameters);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto messages = osc::parse_packet(std::as_bytes(std::span(data, size)));
  if (!messages) return 0;
  require(messages->size() <= osc::max_messages, "too many messages");
  for (const auto& [time_tag, message] : *messages) {
    require(message.arguments.size() <= osc::max_arguments, "too many arguments");
    const auto packet = osc::serialise(message);
    const auto again = osc::parse_packet(packet);
    require(again && again->size() == 1, "a message cannot be read back");
    require(osc::serialise(again->front().message) == packet, "a message reads back as another");
  }
  run(*messages);
  return 0;
}
