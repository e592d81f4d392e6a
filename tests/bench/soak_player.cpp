#include "tests/bench/soak_player.h"

#include <algorithm>
#include <utility>

#include "core/generator/voice.h"
#include "daemon/entrance.h"
#include "daemon/guard_settings.h"

namespace aeolian {
namespace {

constexpr double change_every_s = 7 * 60.;
constexpr double entrance_every_s = 20 * 60.;

}  // namespace

ErrorOr<std::unique_ptr<SoakPlayer>> SoakPlayer::create(const std::filesystem::path& checkpoint) {
  auto model = read_model(checkpoint);
  if (!model) {
    return tl::unexpected(model.error());
  }
  auto voice = Voice::create(model->checkpoint, {});
  if (!voice) {
    return tl::unexpected(voice.error());
  }
  auto stream = SharedStream::create((*voice)->sample_rate());
  if (!stream) {
    return tl::unexpected(stream.error());
  }
  std::unique_ptr<SoakPlayer> player(
      new SoakPlayer(std::move(*model), std::move(*voice), std::move(*stream)));
  auto playback = Playback::create(player->stream_, player->sample_rate());
  if (!playback) {
    return tl::unexpected(playback.error());
  }
  player->playback_ = std::move(*playback);
  return player;
}

SoakPlayer::SoakPlayer(Model model, std::unique_ptr<Source> first, SharedStream stream)
    : model_(std::move(model)),
      succession_(std::move(first)),
      stream_(std::move(stream)),
      renderer_(succession_),
      inbox_(renderer_.add_inbox()),
      parameters_(model_.encodings),
      hand_(parameters_.add_source("soak", [this](const ControlEvent& event) { return inbox_.push(event); })),
      guard_(renderer_.sample_rate(), fitted({}, *model_.checkpoint)),
      heard_(renderer_.step_size()),
      next_change_s_(change_every_s),
      next_entrance_s_(entrance_every_s) {}

std::span<const float> SoakPlayer::play() {
  follow_time();
  const auto samples = renderer_.render_step();
  listen(samples);
  stream_.publish(samples, renderer_.tail());
  playback_->render(heard_);
  return heard_;
}

void SoakPlayer::follow_time() {
  const double now = static_cast<double>(renderer_.steps() * renderer_.step_size()) / sample_rate();
  if (now >= next_change_s_) {
    change_something();
    next_change_s_ += change_every_s;
  }
  if (now >= next_entrance_s_) {
    enter_anew(parameters_.seed());
    next_entrance_s_ += entrance_every_s;
  }
}

/** What a hand or a schedule would do: one thing at a time. */
void SoakPlayer::change_something() {
  const auto encodings = parameters_.encodings();
  switch (random_.bits() % 3) {
    case 0:
      (void)parameters_.set_number(hand_, ParameterId::temperature, 0.7 + 0.5 * random_.uniform(), 60.);
      break;
    case 1:
      if (encodings->count() > 0) {
        (void)parameters_.set_encoding(hand_, std::size_t{random_.bits() % encodings->count()}, 30.);
      }
      break;
    default:
      (void)parameters_.set_seed(hand_, random_.bits());
  }
}

/** As the daemon does it: what the guard hears as a fault makes the model begin anew with another seed. */
void SoakPlayer::listen(std::span<const float> samples) {
  if (const auto fault = guard_.listen(samples)) {
    ++faults_[static_cast<std::size_t>(*fault)];
    enter_anew(random_.bits());
  }
}

void SoakPlayer::enter_anew(std::uint64_t seed) {
  succession_.take_retired();
  Entrance entrance{.step = 0, .model = model_.name, .settings = parameters_.events()};
  std::ranges::find(entrance.settings, ParameterId::seed, &ControlEvent::parameter)->seed = seed;
  auto source = make_entrance(model_, entrance, {});
  if (source && succession_.offer(std::move(*source))) {
    ++entrances_;
  }
}

}  // namespace aeolian
