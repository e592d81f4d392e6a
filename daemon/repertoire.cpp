#include "daemon/repertoire.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/without_folders.h"
#include "daemon/entrance.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds upkeep_interval{20};
constexpr std::chrono::milliseconds offer_interval{10};

bool is_alike(const ControlEvent& a, const ControlEvent& b) {
  return a.number == b.number && a.seed == b.seed &&
         std::ranges::equal(a.encoding_values(), b.encoding_values());
}

}  // namespace

Repertoire::Repertoire(Folders folders, std::optional<Model> playing, fs::path origin, Succession& succession,
                       Parameters& parameters, Parameters::Source source, Score score, OnEntrance on_entrance,
                       Quality quality, Clock clock)
    : folders_(std::move(folders)),
      succession_(succession),
      parameters_(parameters),
      source_(source),
      on_entrance_(std::move(on_entrance)),
      quality_(quality),
      clock_(std::move(clock)),
      score_(std::move(score)),
      playing_(std::move(playing)),
      origin_(std::move(origin)) {
  tell_entrances();  // the first one of the score may be due at once
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Repertoire::close() {
  if (!thread_.joinable()) return;
  std::optional<Wish> wish;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    std::swap(wish, wish_);
  }
  thread_.request_stop();
  thread_.join();
  if (wish) wish->done(refuse(Refusal::Kind::busy, "the instrument is leaving"));
}

void Repertoire::load(std::string name, Done done) {
  const auto file = find_model(folders_.models, name);
  if (!file) return done(refuse(Refusal::Kind::unknown_name, file.error().message));
  ask({.file = *file, .done = std::move(done)});
}

void Repertoire::prime(std::string sound, double start_s, Done done) {
  ask({.file = {}, .sound = std::move(sound), .start_s = std::max(start_s, 0.), .done = std::move(done)});
}

void Repertoire::enter_anew(std::string cause, Done done) {
  if (is_outdated()) return done(refuse(Refusal::Kind::busy, "a wish of a hand goes before"));
  ask({.file = {}, .cause = std::move(cause), .done = std::move(done)});
}

void Repertoire::file_changed(const fs::path& file) {
  {
    const std::lock_guard lock(mutex_);
    std::error_code error;
    if (!fs::equivalent(file, origin_, error)) return;
  }
  ask({.file = file, .done = [](const Instrument::Answer&) {}});
}

std::vector<std::string> Repertoire::sounds() const {
  const std::lock_guard lock(mutex_);
  return sound_names(playing_ ? &*playing_ : nullptr, folders_.samples);
}

std::string Repertoire::playing() const {
  const std::lock_guard lock(mutex_);
  return playing_ ? playing_->name : "";
}

std::shared_ptr<const Checkpoint> Repertoire::checkpoint() const {
  const std::lock_guard lock(mutex_);
  return playing_ ? playing_->checkpoint : nullptr;
}

fs::path Repertoire::origin() const {
  const std::lock_guard lock(mutex_);
  return origin_;
}

void Repertoire::ask(Wish wish) {
  std::optional<Wish> outdated = std::move(wish);
  {
    const std::lock_guard lock(mutex_);
    if (!closed_) std::swap(outdated, wish_);
  }
  wake_.notify_all();
  if (outdated) outdated->done(refuse(Refusal::Kind::busy, "a newer wish has taken its place"));
}

void Repertoire::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::optional<Wish> wish;
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, upkeep_interval, [this] { return wish_.has_value(); });
      std::swap(wish, wish_);
    }
    succession_.take_retired();
    tell_entrances();
    if (wish) grant(std::move(*wish), stop);
  }
}

void Repertoire::grant(Wish wish, const std::stop_token& stop) {
  auto ready = prepare(wish);
  if (!ready) {
    ready.error().message =
        without_folders(std::move(ready.error().message), {folders_.models, folders_.samples});
    spdlog::warn("what plays goes on: {}", ready.error().message);
    return wish.done(tl::unexpected(ready.error()));
  }
  if (is_outdated() || !offer(*ready, stop)) {
    return wish.done(refuse(Refusal::Kind::busy, "a newer wish has taken its place"));
  }
  take_over(*ready, wish.file);
  const std::string& name = wish.sound.empty() ? ready->model.name : wish.sound;
  spdlog::info("{} enters", name);
  wish.done(name);
}

tl::expected<Repertoire::Ready, Refusal> Repertoire::prepare(const Wish& wish) const {
  Ready ready;
  if (wish.file.empty()) {
    const std::lock_guard lock(mutex_);
    if (!playing_) return refuse(Refusal::Kind::failed, "a test tone plays, which goes on from nothing");
    ready.model = *playing_;
  } else {
    auto model = read_model(wish.file, folders_.model_limit);
    if (!model) return refuse(Refusal::Kind::failed, model.error().message);
    ready.model = std::move(*model);
  }
  const Model* const other = wish.file.empty() ? nullptr : &ready.model;
  ready.entrance = {.step = 0,
                    .model = ready.model.name,
                    .sound = wish.sound,
                    .start_s = wish.start_s,
                    .settings = settings_of_new_voice(parameters_, other),
                    .cause = wish.cause};
  if (!wish.cause.empty()) ready.seed_before = change_seed(ready.entrance.settings);
  auto source = make_entrance(ready.model, ready.entrance, folders_.samples, quality_,
                              {.clock = clock_, .on_load = [&ready](double load) { ready.load = load; }});
  if (!source) return tl::unexpected(source.error());
  ready.source = std::move(*source);
  return ready;
}

void Repertoire::note_load(const std::string& name, double load) {
  load_.store(load, std::memory_order_relaxed);
  if (const std::string warning = load_warning(name, load); !warning.empty()) spdlog::warn("{}", warning);
}

/** Waits until the succession takes the source; false = a newer wish came, or the end. */
bool Repertoire::offer(Ready& ready, const std::stop_token& stop) {
  // Whoever was offered before is told of first, however long the making of this one took.
  for (tell_entrances(); entering_ || !succession_.offer(std::move(ready.source)); tell_entrances()) {
    if (is_outdated() || stop.stop_requested()) return false;
    std::this_thread::sleep_for(offer_interval);
  }
  entering_ = ready.entrance;
  return true;
}

void Repertoire::take_over(const Ready& ready, fs::path origin) {
  const bool is_other_model = !origin.empty();
  note_load(ready.model.name, ready.load);
  if (is_other_model) {
    const std::lock_guard lock(mutex_);
    playing_ = ready.model;
    origin_ = std::move(origin);
  }
  if (is_other_model) parameters_.replace_encodings(ready.model.encodings);
  adopt_seed(ready);
  send_what_changed(ready.entrance.settings);
}

/** The seed that it began with is the one in force, unless a hand has set another meanwhile. */
void Repertoire::adopt_seed(const Ready& ready) {
  if (ready.seed_before && parameters_.seed() == *ready.seed_before) {
    parameters_.replace_seed(another_seed(*ready.seed_before));
  }
}

/** Sends what hands have changed while the source was being made, which so began with what was in force
 * before. */
void Repertoire::send_what_changed(const std::vector<ControlEvent>& since) {
  for (const ControlEvent& event : parameters_.events()) {
    const auto before = std::ranges::find(since, event.parameter, &ControlEvent::parameter);
    if (before != since.end() && is_alike(*before, event)) continue;
    switch (event.parameter) {
      case ParameterId::seed:
        (void)parameters_.set_seed(source_, event.seed);
        break;
      case ParameterId::encoding:
        if (const std::string name = parameters_.encoding_name(); !name.empty()) {
          (void)parameters_.set_encoding(source_, name);
        } else if (event.encoding_size > 0) {
          (void)parameters_.set_encoding(source_, event.encoding_values());
        } else {
          (void)parameters_.release_encoding(source_);
        }
        break;
      case ParameterId::temperature:
      case ParameterId::guidance:
      case ParameterId::freeze:
      case ParameterId::refinement:
        (void)parameters_.set_number(source_, event.parameter, event.number);
        break;
      case ParameterId::gain:
      case ParameterId::mute:
      case ParameterId::play:
        break;  // the output's, whatever plays
    }
  }
}

/** Tells of the source that has begun to be heard, and offers the next one of the score. */
void Repertoire::tell_entrances() {
  if (const auto step = succession_.entered(); entering_ && step) {
    entering_->step = *step;
    on_entrance_(*entering_);
    entering_.reset();
  }
  if (entering_) return;
  auto offered = score_.keep_up(succession_);
  if (!offered) {
    spdlog::warn("{}", offered.error().message);
    score_ = Score();
  } else if (*offered) {
    entering_ = (*offered)->entrance;
    parameters_.replace_encodings((*offered)->model.encodings);
    const std::lock_guard lock(mutex_);
    playing_ = std::move((*offered)->model);
  }
}

bool Repertoire::is_outdated() const {
  const std::lock_guard lock(mutex_);
  return wish_.has_value();
}

}  // namespace aeolian
