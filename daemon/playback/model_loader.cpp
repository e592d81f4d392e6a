// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/model_loader.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <iterator>
#include <new>
#include <utility>

#include "core/control/unicode.h"
#include "core/redact_paths.h"
#include "core/stream/output_change.h"
#include "daemon/playback/memory.h"
#include "daemon/playback/source_switch.h"

namespace aeolian::daemon {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds upkeep_interval{20};
constexpr std::chrono::milliseconds offer_interval{10};
constexpr std::chrono::seconds settling_patience{2};

/** Parameters that belong to the output and not to the source. */
constexpr std::array of_output{ParameterId::gain, ParameterId::mute, ParameterId::play};

double& number_of(Snapshot& snapshot, ParameterId id) {
  return snapshot.numbers[static_cast<std::size_t>(id)];
}

tl::unexpected<ControlError> shutting_down() {
  return refuse(ControlError::Kind::failed, "aeoliand is shutting down");
}

tl::unexpected<ControlError> replaced() {
  return refuse(ControlError::Kind::busy, "a newer request has replaced it");
}

}  // namespace

ModelLoader::ModelLoader(ModelLibrary library, std::optional<Model> playing, fs::path origin,
                         SourceCrossfader& crossfader, Parameters& parameters, Parameters::Source source,
                         ReplaySwitches replay, OnSourceSwitch on_source_switch, const RenderQuality& quality,
                         NextTurn next_turn, Clock clock)
    : library_(std::move(library)),
      moments_(library_.moments),
      crossfader_(crossfader),
      parameters_(parameters),
      source_(source),
      from_moment_(parameters.add_source("moment")),
      on_source_switch_(std::move(on_source_switch)),
      quality_(quality),
      next_turn_(std::move(next_turn)),
      clock_(std::move(clock)),
      replay_(std::move(replay)),
      playing_(std::move(playing)),
      origin_(std::move(origin)) {
  report_switches();  // the first switch of the control log may be due at once
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void ModelLoader::close() {
  if (!thread_.joinable()) return;
  std::optional<Request> request;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    std::swap(request, request_);
  }
  thread_.request_stop();
  thread_.join();
  if (request) request->done(shutting_down());
}

void ModelLoader::load(const std::string& name, Done done) {
  const auto file = find_model(library_.models, name);
  if (!file) return done(refuse(ControlError::Kind::unknown_name, file.error().message));
  ask({.file = *file, .done = std::move(done)});
}

/** The weight of a model that is already blended in needs no loading. */
void ModelLoader::blend(const std::string& name, double weight, std::optional<double> glide_s, Done done) {
  if (!(weight >= 0. && weight <= 1.))
    return done(refuse(ControlError::Kind::wrong_value,
                       "the weight must be a number from 0 (the current model) to 1 (the second model)"));
  if (glide_s && !std::isfinite(*glide_s))
    return done(refuse(ControlError::Kind::wrong_value, "the glide must be a finite number of seconds"));
  const auto file = find_blended(name);
  if (!file) return done(refuse(ControlError::Kind::unknown_name, file.error().message));
  const Blend blend{.weight = weight, .glide_s = glide_s};
  if (weight > 0. && is_second(*file)) {
    weigh(blend);
    return done(file->stem().string());
  }
  Request request{.file = *file, .blend = blend, .done = std::move(done)};
  if (weight == 0. || !joins(request)) ask(std::move(request));
}

void ModelLoader::prime(std::string sound, double start_s, Done done) {
  ask({.file = {},
       .keeps_second = true,
       .sound = std::move(sound),
       .start_s = std::max(start_s, 0.),
       .done = std::move(done)});
}

ControlInterface::Answer ModelLoader::save_moment(const std::string& name) {
  const std::lock_guard one_at_a_time(moment_mutex_);
  std::optional<Model> model, second;
  {
    const std::lock_guard lock(mutex_);
    model = playing_;
    second = second_;
  }
  if (!model)
    return refuse(ControlError::Kind::failed,
                  "a test tone is playing, and it has no state to save as a moment");
  try {
    const auto moment = keep_moment(crossfader_, *model, second ? &*second : nullptr, parameters_, quality_);
    if (!moment) return tl::unexpected(moment.error());
    if (!plays(*model, second))
      return refuse(ControlError::Kind::busy, "the model has just changed; try again");
    return moments_.write(name, *moment);
  } catch (const std::bad_alloc&) {
    return refuse(ControlError::Kind::failed, "there is not enough memory to save a moment");
  }
}

void ModelLoader::load_moment(const std::string& name, Done done, std::vector<ParameterId> kept) {
  auto found = moments_.find(name);
  if (!found) return done(tl::unexpected(found.error()));
  ask({.file = {},
       .moment = std::move(*found),
       .kept = std::move(kept),
       .turn = next_turn_ ? next_turn_() : BeatQueue::Turn(),
       .done = std::move(done)});
}

void ModelLoader::restart_with_new_seed(std::string cause, Done done) {
  if (is_asked_by_hand())
    return done(refuse(ControlError::Kind::busy, "a request made by hand takes precedence"));
  ask({.file = {}, .keeps_second = true, .cause = std::move(cause), .done = std::move(done)});
}

void ModelLoader::file_changed(const fs::path& file) {
  const std::lock_guard lock(mutex_);
  if (std::ranges::find(changed_, file) == changed_.end()) changed_.push_back(file);
}

/** Requests the new version of a file that plays and has changed, unless something else is requested. */
void ModelLoader::reload_changed() {
  fs::path file;
  {
    const std::lock_guard lock(mutex_);
    if (request_ || changed_.empty()) return;
    file = std::move(changed_.front());
    changed_.pop_front();
  }
  Request request{.file = file, .done = [this, file](const ControlInterface::Answer& answer) {
                    if (!answer && answer.error().kind == ControlError::Kind::busy) file_changed(file);
                  }};
  std::error_code error;
  if (fs::equivalent(file, origin(), error))
    request.keeps_second = true;
  else if (fs::equivalent(file, second_origin(), error))
    request.blend = Blend{};
  else
    return;
  const std::lock_guard lock(mutex_);
  if (request_)
    changed_.push_back(std::move(file));
  else
    request_ = std::move(request);
}

void ModelLoader::end_blend() {
  if (const auto file = second_origin(); !file.empty())
    ask({.file = file, .blend = Blend{.weight = 0.}, .done = [](const ControlInterface::Answer&) {}});
}

void ModelLoader::begin_with(BlendedModel second) {
  second_load_ = second.load;
  const std::lock_guard lock(mutex_);
  second_ = std::move(second.model);
  second_origin_ = std::move(second.origin);
}

std::vector<std::string> ModelLoader::sounds() const {
  const std::lock_guard lock(mutex_);
  return sound_names(playing_ ? &*playing_ : nullptr, library_.samples);
}

/** Nothing while a test tone plays. */
std::optional<Model> ModelLoader::playing_model() const {
  const std::lock_guard lock(mutex_);
  return playing_;
}

std::string ModelLoader::playing() const {
  const std::lock_guard lock(mutex_);
  return playing_ ? playing_->name : "";
}

std::string ModelLoader::second() const {
  const std::lock_guard lock(mutex_);
  return second_ ? second_->name : "";
}

fs::path ModelLoader::second_origin() const {
  const std::lock_guard lock(mutex_);
  return second_origin_;
}

/** Finds the file of the second model, even if that is gone, or of another one. */
ErrorOr<fs::path> ModelLoader::find_blended(const std::string& name) const {
  auto file = find_model(library_.models, name);
  if (file || !is_same_name(name, second())) return file;
  return second_origin();
}

/** Whether the model in `file` is the second one, with no other about to replace it. */
bool ModelLoader::is_second(const fs::path& file) const {
  const std::lock_guard lock(mutex_);
  return second_ && second_origin_ == file && !is_blending_ && !(request_ && request_->blend);
}

/** Whether these models play; no second one = the first alone. */
bool ModelLoader::plays(const Model& first, const std::optional<Model>& second) const {
  const std::lock_guard lock(mutex_);
  const bool is_second = second ? second_ && second_->checkpoint == second->checkpoint : !second_;
  return playing_ && playing_->checkpoint == first.checkpoint && is_second;
}

std::optional<BlendedModel> ModelLoader::present_second() const {
  const std::lock_guard lock(mutex_);
  if (!second_) return {};
  return BlendedModel{*second_, second_origin_};
}

std::shared_ptr<const Checkpoint> ModelLoader::checkpoint() const {
  const std::lock_guard lock(mutex_);
  return playing_ ? playing_->checkpoint : nullptr;
}

fs::path ModelLoader::origin() const {
  const std::lock_guard lock(mutex_);
  return origin_;
}

void ModelLoader::ask(Request request) {
  std::optional<Request> outdated;
  {
    std::unique_lock lock(mutex_);
    if (closed_) {
      lock.unlock();
      return request.done(shutting_down());
    }
    outdated = std::exchange(request_, std::move(request));
  }
  wake_.notify_all();
  if (outdated) outdated->done(replaced());
}

void ModelLoader::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::optional<Request> request;
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, upkeep_interval, [this] { return request_.has_value(); });
      std::swap(request, request_);
      serves_hand_ = request && request->cause.empty();
      is_blending_ = request && request->blend;
      if (is_blending_ && request->blend->weight != 0.) loading_second_ = request->file;
    }
    free_retired();
    report_switches();
    let_second_go();
    if (!request) {
      reload_changed();
      continue;
    }
    request->done = [this, done = std::move(request->done)](const ControlInterface::Answer& answer) {
      {
        const std::lock_guard lock(mutex_);
        serves_hand_ = false;
      }
      done(answer);
    };
    grant(*request, stop);
  }
}

void ModelLoader::free_retired() {
  auto retired = crossfader_.take_retired();
  auto second = crossfader_.take_retired_second();
  if (!retired && !second) return;
  retired.reset();
  second.reset();
  trim_heap();
}

void ModelLoader::grant(const Request& request, const std::stop_token& stop) {
  if (!request.blend) return grant_source(request, stop);
  grant_blend(request, stop);
  while (const auto joined = take_joined()) {
    if (second_origin() != joined->file) {
      joined->done(replaced());
      continue;
    }
    weigh(*joined->blend);
    joined->done(joined->file.stem().string());
  }
}

/**
 * Keeps a fader that moves while the second model is loading from restarting that; returns true if `request`
 * waits for it.
 */
bool ModelLoader::joins(Request& request) {
  std::optional<Request> outdated;
  {
    const std::lock_guard lock(mutex_);
    if (request_ || loading_second_ != request.file) return false;
    outdated = std::exchange(joined_, std::move(request));
  }
  if (outdated) outdated->done(replaced());
  return true;
}

/** If there is none, the thread has carried out its request for a second model. */
std::optional<ModelLoader::Request> ModelLoader::take_joined() {
  const std::lock_guard lock(mutex_);
  if (!joined_) {
    is_blending_ = false;
    loading_second_.clear();
  }
  return std::exchange(joined_, {});
}

void ModelLoader::refuse_request(const Request& request, ControlError error) const {
  error.message =
      redact_paths(std::move(error.message), {library_.models, library_.samples, library_.moments});
  spdlog::warn("the current sound continues: {}", error.message);
  request.done(tl::unexpected(std::move(error)));
}

void ModelLoader::grant_source(const Request& request, const std::stop_token& stop) {
  auto ready = prepare(request);
  if (!ready) return refuse_request(request, std::move(ready.error()));
  if (request.turn && !await(request.turn, *ready, stop))
    return request.done(stop.stop_requested() ? shutting_down() : replaced());
  const auto before = parameters_.snapshot();
  if (ready->parameters) adopt_moment(*ready);
  if (is_outdated() || !offer(*ready, stop)) {
    if (ready->parameters) adopt(before);
    return request.done(stop.stop_requested() ? shutting_down() : replaced());
  }
  take_over(*ready, request.file);
  const std::string& given = request.moment.empty() ? request.sound : request.moment;
  const std::string& name = given.empty() ? ready->model.name : given;
  spdlog::info("fading to {}", name);
  request.done(name);
}

void ModelLoader::grant_blend(const Request& request, const std::stop_token& stop) {
  const std::string name = request.file.stem().string();
  if (request.blend->weight == 0.) {
    weigh(*request.blend);
    lets_second_go_ = true;
    return request.done(name);
  }
  const std::optional<Model> first = playing_model();
  if (!first)
    return refuse_request(
        request, {ControlError::Kind::failed, "a test tone is playing, and no model can be blended with it"});
  auto model = read(request.file);
  if (!model) return refuse_request(request, std::move(model.error()));
  double load = 0.;
  auto second = prepare_second(*first, *model, quality_,
                               {.clock = clock_, .on_load = [&load](double measured) { load = measured; }});
  if (!second) return refuse_request(request, std::move(second.error()));
  if (request.blend->weight && ModelLoader::second().empty()) begin_without_weight();
  const auto to_crossfader = [&] { return crossfader_.offer_second(std::move(*second)); };
  if (is_outdated() || !offer({.model = {}, .second = name}, to_crossfader, stop))
    return request.done(stop.stop_requested() ? shutting_down() : replaced());
  take_second({*std::move(model), request.file, load});
  weigh(*request.blend);
  if (const auto warning = load_warning(first->name + " with " + name, ModelLoader::load()); !warning.empty())
    spdlog::warn("{}", warning);
  spdlog::info("{} is blended into {}", name, first->name);
  request.done(name);
}

/** Moves the weight of the second model, if the blend requests another one. */
void ModelLoader::weigh(const Blend& blend) {
  if (blend.weight)
    (void)parameters_.set_number(source_, ParameterId::model_weight, *blend.weight, blend.glide_s);
}

/** The first blend begins at 0, because a weight may be left from elsewhere, such as a preset. */
void ModelLoader::begin_without_weight() {
  if (parameters_.number(ParameterId::model_weight) == 0. &&
      parameters_.voices_with_own(ParameterId::model_weight).empty())
    return;
  weigh({.weight = 0., .glide_s = 0.});
  crossfader_.settle(settling_patience);
}

void ModelLoader::take_second(BlendedModel second) {
  lets_second_go_ = false;
  begin_with(std::move(second));
}

/** Releases the second model once its weight has reached 0, unless the weight is moved again. */
void ModelLoader::let_second_go() {
  if (!lets_second_go_) return;
  lets_second_go_ = parameters_.number(ParameterId::model_weight) == 0. && !second().empty();
  if (!lets_second_go_ || entering_ || !crossfader_.second_rests() || !crossfader_.offer_second(nullptr))
    return;
  entering_ = SourceSwitch{};
  drop_second();
}

void ModelLoader::drop_second() {
  lets_second_go_ = false;
  second_load_ = 0.;
  const std::lock_guard lock(mutex_);
  second_.reset();
  second_origin_.clear();
}

tl::expected<Model, ControlError> ModelLoader::read(const fs::path& file) const {
  auto model = read_model(file, library_.model_limit, quality_.weights);
  if (!model) return refuse(ControlError::Kind::failed, model.error().message);
  return *std::move(model);
}

tl::expected<ModelLoader::Ready, ControlError> ModelLoader::prepare(const Request& request) const {
  Ready ready;
  ready.kept = request.kept;
  if (request.file.empty()) {
    auto model = playing_model();
    if (!model)
      return refuse(ControlError::Kind::failed,
                    "a test tone is playing, and it cannot continue from a sound or a moment");
    ready.model = *std::move(model);
  } else {
    auto model = read(request.file);
    if (!model) return tl::unexpected(model.error());
    ready.model = std::move(*model);
  }
  const Model* const other = request.file.empty() ? nullptr : &ready.model;
  ready.source_switch = {.step = 0,
                         .model = ready.model.name,
                         .sound = request.sound,
                         .start_s = request.start_s,
                         .settings = settings_of_new_voice(parameters_, other),
                         .cause = request.cause,
                         .moment = request.moment};
  if (!request.cause.empty()) ready.seed_before = change_seed(ready.source_switch.settings);
  auto source = prepare_source(ready.model, ready.source_switch, library_.samples, quality_,
                               {.clock = clock_, .on_load = [&ready](double load) { ready.load = load; }});
  if (!source) return tl::unexpected(source.error());
  ready.source = std::move(*source);
  if (const auto recalled = recall_moment(ready); !recalled) return tl::unexpected(recalled.error());
  if (request.keeps_second) keep_second(ready);
  return ready;
}

/** Also blends the second model into the source, if there is one that fits. */
void ModelLoader::keep_second(Ready& ready) const {
  const auto second = present_second();
  if (!second) return;
  const auto blended =
      blend_in(second->model, ready.model, ready.source_switch, *ready.source, quality_, {.clock = clock_});
  if (!blended) spdlog::warn("the second model is no longer blended in: {}", blended.error().message);
}

/** Makes the source continue from its moment, if it has one. */
tl::expected<void, ControlError> ModelLoader::recall_moment(Ready& ready) const {
  const std::string& name = ready.source_switch.moment;
  if (name.empty()) return {};
  try {
    auto moment = moments_.read(name);
    if (!moment) return tl::unexpected(moment.error());
    if (const auto recalled = go_on_from(*moment, ready); !recalled)
      return refuse_moment(name, recalled.error().message);
    ready.source_switch.moment_digest = moment->digest();
    ready.parameters = std::move(moment->parameters);
    return {};
  } catch (const std::bad_alloc&) {
    return refuse(ControlError::Kind::failed, "there is not enough memory to continue from a moment");
  }
}

/** Continues from the moment, with its second model blended in, if it has one. */
tl::expected<void, ControlError> ModelLoader::go_on_from(const KeptMoment& moment, Ready& ready) const {
  const auto failed = [](const Error& error) { return refuse(ControlError::Kind::failed, error.message); };
  if (const auto fits = check_model(moment, ready.model, quality_); !fits) return failed(fits.error());
  if (!moment.second.empty()) {
    auto second = second_of(moment);
    if (!second) return tl::unexpected(second.error());
    const LoadProbe probe{.clock = clock_, .on_load = [&second](double load) { second->load = load; }};
    const auto blended =
        blend_in(second->model, ready.model, ready.source_switch, *ready.source, quality_, probe);
    if (!blended) return tl::unexpected(blended.error());
    ready.second = *std::move(second);
  }
  const Model* const second = ready.second ? &ready.second->model : nullptr;
  const auto recalled = daemon::recall_moment(moment, ready.model, second, quality_, *ready.source);
  if (!recalled) return failed(recalled.error());
  return {};
}

/** Returns the second model that a moment was saved with: the present one, or that of its name. */
tl::expected<BlendedModel, ControlError> ModelLoader::second_of(const KeptMoment& moment) const {
  auto present = present_second();
  if (present && check_second(moment, &present->model)) return *std::move(present);
  const auto file = find_model(library_.models, moment.second);
  if (!file) return refuse(ControlError::Kind::failed, "its second model: " + file.error().message);
  auto model = read(*file);
  if (!model) return tl::unexpected(model.error());
  if (const auto same = check_second(moment, &*model); !same)
    return refuse(ControlError::Kind::failed, same.error().message);
  return BlendedModel{*std::move(model), *file};
}

/** If the second model was heard, the steps were its own too. */
void ModelLoader::note_first_steps(const std::string& name, double load) {
  if (load_ != 0.) return;
  const bool has_second = parameters_.number(ParameterId::model_weight) > 0.;
  const double of_second = has_second ? second_load_.load() : 0.;
  note_load(name, std::max(load - of_second, 0.));
}

void ModelLoader::note_load(const std::string& name, double load) {
  load_.store(load, std::memory_order_relaxed);
  if (const std::string warning = load_warning(name, load); !warning.empty()) spdlog::warn("{}", warning);
}

/**
 * Waits for the turn of the source, which sets its step; false = a newer request came, or the loader is
 * closing.
 */
bool ModelLoader::await(const BeatQueue::Turn& turn, Ready& ready, const std::stop_token& stop) {
  std::optional<std::uint64_t> step;
  while (!is_outdated() && !stop.stop_requested() && !(step = turn())) {
    report_switches();
    free_retired();
    std::this_thread::sleep_for(offer_interval);
  }
  ready.source_switch.step = step.value_or(0);
  return step.has_value();
}

/**
 * Waits until the cross-fader accepts what the source switch describes; false = a newer request came, or the
 * loader is closing.
 */
bool ModelLoader::offer(const SourceSwitch& source_switch, const std::function<bool()>& to_crossfader,
                        const std::stop_token& stop) {
  // The previously offered source is reported first, however long this one took to prepare.
  for (report_switches(); entering_ || !to_crossfader(); report_switches()) {
    if (is_outdated() || stop.stop_requested()) return false;
    free_retired();
    std::this_thread::sleep_for(offer_interval);
  }
  entering_ = source_switch;
  return true;
}

bool ModelLoader::offer(Ready& ready, const std::stop_token& stop) {
  const auto to_crossfader = [&] {
    return crossfader_.offer(std::move(ready.source), ready.source_switch.step);
  };
  if (!offer(ready.source_switch, to_crossfader, stop)) return false;
  // Until its step comes, changes reach only the present source; afterwards they are sent to this one
  while (ready.source_switch.step > 0 && !crossfader_.entered() && !stop.stop_requested())
    std::this_thread::sleep_for(offer_interval);
  return true;
}

void ModelLoader::take_over(const Ready& ready, fs::path origin) {
  const bool is_other_model = !origin.empty();
  note_load(ready.model.name, ready.load);
  if (is_other_model) {
    const std::lock_guard lock(mutex_);
    playing_ = ready.model;
    origin_ = std::move(origin);
  }
  if (is_other_model) take_model(ready.model, parameters_);
  if (ready.second) {
    take_second(*ready.second);
  } else if (ready.source_switch.second.empty() && !second().empty()) {
    drop_second();
    if (!ready.parameters) (void)parameters_.set_number(from_moment_, ParameterId::model_weight, 0.);
  }
  if (ready.parameters) set_output(*ready.parameters, ready.kept);
  adopt_seed(ready);
  send_what_changed(ready.source_switch.settings);
}

/**
 * Sets the parameters to those that the source continues with. The generator is not told, because it would
 * restart their glides. Changes sent to it earlier are meant for the present source, and only that one shall
 * receive them.
 */
void ModelLoader::adopt_moment(Ready& ready) {
  adopt(*ready.parameters);
  ready.source_switch.settings = parameters_.events();
  crossfader_.settle(settling_patience);
}

/** Sets the parameters without telling the generator; the output's stay as they are. */
void ModelLoader::adopt(const Snapshot& parameters) {
  Snapshot adopted = parameters;
  for (const auto id : of_output) number_of(adopted, id) = parameters_.number(id);
  if (const auto taken = parameters_.apply(from_moment_, adopted, 0.); !taken)
    spdlog::warn("the parameters shown are not those of the moment: {}", taken.error().message);
}

/** Sets the output's parameters except `kept`, as a preset does. */
void ModelLoader::set_output(const Snapshot& parameters, std::span<const ParameterId> kept) {
  Snapshot wanted = parameters;
  for (const auto id : of_output) {
    const bool is_kept = std::ranges::find(kept, id) != kept.end();
    if (!is_kept && number_of(wanted, id) != parameters_.number(id))
      (void)parameters_.set_number(source_, id, number_of(wanted, id));
  }
}

/** Sets the new source's initial seed, unless a control source has set another one meanwhile. */
void ModelLoader::adopt_seed(const Ready& ready) {
  if (ready.seed_before && parameters_.seed() == *ready.seed_before) {
    parameters_.replace_seed(another_seed(*ready.seed_before));
  }
}

/** Sends the changes made while the source was being prepared, which started with earlier settings. */
void ModelLoader::send_what_changed(const std::vector<ControlEvent>& since) {
  const auto of = [](const std::vector<ControlEvent>& events, ParameterId id) {
    std::vector<ControlEvent> of_it;
    std::ranges::copy_if(events, std::back_inserter(of_it),
                         [id](const ControlEvent& event) { return event.parameter == id; });
    return of_it;
  };
  const auto now = parameters_.events();
  for (const auto& spec : parameter_specs()) {
    const auto events = of(now, spec.id);
    if (std::ranges::equal(events, of(since, spec.id), set_the_same)) continue;
    for (const ControlEvent& event : events) {
      if (!output_change(event)) (void)parameters_.set(source_, event);
    }
  }
}

/** Reports the source that has begun to sound, and offers the next one of the control log. */
void ModelLoader::report_switches() {
  if (const auto step = crossfader_.entered(); entering_ && step) {
    entering_->step = *step;
    on_source_switch_(*entering_);
    entering_.reset();
  }
  if (entering_) return;
  auto offered = replay_.keep_up(crossfader_);
  if (!offered) {
    spdlog::warn("{}", offered.error().message);
    replay_ = ReplaySwitches();
  } else if (*offered) {
    entering_ = (*offered)->source_switch;
    if (!entering_->model.empty()) take_model((*offered)->model, parameters_);
    const std::lock_guard lock(mutex_);
    playing_ = std::move((*offered)->model);
    second_ = std::move((*offered)->second);
  }
}

/** Whether a request that is not the guard's waits or is being carried out. */
bool ModelLoader::is_asked_by_hand() const {
  const std::lock_guard lock(mutex_);
  return request_ || serves_hand_;
}

bool ModelLoader::is_outdated() const {
  const std::lock_guard lock(mutex_);
  return request_.has_value();
}

}  // namespace aeolian::daemon
