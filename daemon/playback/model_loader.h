// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "core/control/control_interface.h"
#include "core/control/control_log.h"
#include "core/control/parameters.h"
#include "core/generator/source_crossfader.h"
#include "daemon/playback/beat_queue.h"
#include "daemon/playback/model.h"
#include "daemon/playback/moments.h"
#include "daemon/playback/replay_switches.h"
#include "daemon/playback/warm_up.h"

namespace aeolian::daemon {

/**
 * Loads other models while one plays: its own thread loads, checks and warms up a voice with the parameters
 * in force, offers it to the cross-fader, and frees the source that has faded out. If several requests come
 * in quick succession, the newest wins. On any failure the present sound continues.
 *
 * Any thread of the control side may call any method.
 */
class ModelLoader {
 public:
  using Done = ControlInterface::Done;
  /** Returns the turn of a moment requested now (BeatQueue::next_turn). */
  using NextTurn = std::function<BeatQueue::Turn()>;
  /** Called on the model loader's thread with each source that has begun to sound. */
  using OnSourceSwitch = std::function<void(const SourceSwitch&)>;

  /**
   * `playing` plays in `crossfader` (nothing = a test tone) and came from the file `origin`. `replay`
   * contains the source switches of a control log, each made at its step. `source` is the model loader's own
   * control source. New voices get `quality`. Moments wait for their turn.
   */
  ModelLoader(ModelLibrary library, std::optional<Model> playing, std::filesystem::path origin,
              SourceCrossfader& crossfader, Parameters& parameters, Parameters::Source source,
              ReplaySwitches replay, OnSourceSwitch on_source_switch, const RenderQuality& quality = {},
              NextTurn next_turn = {}, Clock clock = std::chrono::steady_clock::now);
  ~ModelLoader() { close(); }
  ModelLoader(const ModelLoader&) = delete;
  ModelLoader& operator=(const ModelLoader&) = delete;

  /** See ControlInterface::load_model(). */
  void load(const std::string& name, Done done);
  /** Does the same for a model file anywhere; not for control sources. */
  void load_file(std::filesystem::path file, Done done) {
    ask({.file = std::move(file), .done = std::move(done)});
  }
  /** See ControlInterface::blend_model(). */
  void blend(const std::string& name, double weight, std::optional<double> glide_s, Done done);
  /**
   * Blends in a model file from anywhere, at the weight in force or at another one above 0; not for control
   * sources.
   */
  void blend_file(std::filesystem::path file, std::optional<double> weight, Done done) {
    ask({.file = std::move(file), .blend = Blend{.weight = weight}, .done = std::move(done)});
  }
  /** Releases the second model, if there is one, as a blend with weight 0 does. */
  void end_blend();
  /** Sets the second model blended into the source that plays first. Call it before that source begins. */
  void begin_with(BlendedModel second);
  /** See ControlInterface::prime(). */
  void prime(std::string sound, double start_s, Done done);
  /** Saves the state of the playing model as a moment; returns its name. Waits for generator and disk. */
  ControlInterface::Answer save_moment(const std::string& name);
  /** Does as ControlInterface::load_moment(), except that the output's parameters `kept` stay as they are. */
  void load_moment(const std::string& name, Done done, std::vector<ParameterId> kept = {});
  const Moments& moments() const { return moments_; }
  /**
   * Restarts the model with a new seed because of the fault `cause`; the answer is its name. A control
   * source's request takes precedence.
   */
  void restart_with_new_seed(std::string cause, Done done);
  /**
   * Called after `file` was written: if it is the file of the playing or the second model, fades to the new
   * version, once all requests made by hand are carried out.
   */
  void file_changed(const std::filesystem::path& file);

  /** Ends the thread and refuses pending and later requests; nothing is answered after this. */
  void close();

  std::vector<std::string> models() const { return model_names(library_.models); }
  std::vector<std::string> sounds() const;
  /** Returns the base name of the playing model; empty = none. */
  std::string playing() const;
  /** Returns the base name of the second model; empty = none. */
  std::string second() const;
  /** Returns the file of the playing model; empty = none. */
  std::filesystem::path origin() const;
  /** Returns the file of the second model; empty = none. */
  std::filesystem::path second_origin() const;
  /**
   * Returns the load, which is the median step time divided by a step's duration, of the newest model plus
   * the second one: measured by their warm-ups, or for the first model set by note_first_steps(); 0 = not
   * known yet.
   */
  double load() const { return load_ + second_load_; }
  /**
   * Sets the load of the first model, which had no warm-up, to that of its first steps, unless another model
   * has entered since. Any thread.
   */
  void note_first_steps(const std::string& name, double load);
  /** Returns the playing model's checkpoint; null = none. */
  std::shared_ptr<const Checkpoint> checkpoint() const;

 private:
  /** Describes how to blend in a model. */
  struct Blend {
    std::optional<double> weight = {};   ///< nothing = the weight in force
    std::optional<double> glide_s = {};  ///< nothing = the registry's default
  };
  struct Request {
    std::filesystem::path file;       ///< empty = the playing model
    std::optional<Blend> blend = {};  ///< load it as the second model
    bool keeps_second = false;        ///< keep the second model
    std::string sound = {};
    double start_s = 0.;
    std::string moment = {};             ///< to continue from; empty = none
    std::vector<ParameterId> kept = {};  ///< output parameters that the moment does not change
    BeatQueue::Turn turn = {};           ///< that it waits for; empty = it does not wait
    std::string cause = {};  ///< the fault that requires a restart; empty = requested by a control source
    Done done;
  };
  /** A prepared source, and its description. */
  struct Ready {
    Model model;
    SourceSwitch source_switch;
    std::unique_ptr<Source> source;
    double load = 0.;                               ///< WarmUp::load
    std::optional<std::uint64_t> seed_before = {};  ///< set if it starts with a different seed
    std::optional<Snapshot> parameters = {};        ///< of the moment that it continues from
    std::optional<BlendedModel> second = {};        ///< the moment's
    std::vector<ParameterId> kept = {};             ///< Request::kept
  };

  void ask(Request request);
  void reload_changed();
  void run(const std::stop_token& stop);
  std::optional<Model> playing_model() const;
  void free_retired();
  void grant(const Request& request, const std::stop_token& stop);
  void grant_source(const Request& request, const std::stop_token& stop);
  void grant_blend(const Request& request, const std::stop_token& stop);
  void refuse_request(const Request& request, ControlError error) const;
  tl::expected<Ready, ControlError> prepare(const Request& request) const;
  void keep_second(Ready& ready) const;
  tl::expected<Model, ControlError> read(const std::filesystem::path& file) const;
  ErrorOr<std::filesystem::path> find_blended(const std::string& name) const;
  bool joins(Request& request);
  std::optional<Request> take_joined();
  bool is_second(const std::filesystem::path& file) const;
  bool plays(const Model& first, const std::optional<Model>& second) const;
  void weigh(const Blend& blend);
  void begin_without_weight();
  void take_second(BlendedModel second);
  void let_second_go();
  void drop_second();
  tl::expected<void, ControlError> recall_moment(Ready& ready) const;
  tl::expected<void, ControlError> go_on_from(const KeptMoment& moment, Ready& ready) const;
  tl::expected<BlendedModel, ControlError> second_of(const KeptMoment& moment) const;
  std::optional<BlendedModel> present_second() const;
  bool await(const BeatQueue::Turn& turn, Ready& ready, const std::stop_token& stop);
  bool offer(Ready& ready, const std::stop_token& stop);
  bool offer(const SourceSwitch& source_switch, const std::function<bool()>& to_crossfader,
             const std::stop_token& stop);
  void take_over(const Ready& ready, std::filesystem::path origin);
  void note_load(const std::string& name, double load);
  void adopt_seed(const Ready& ready);
  void adopt(const Snapshot& parameters);
  void adopt_moment(Ready& ready);
  void set_output(const Snapshot& parameters, std::span<const ParameterId> kept);
  void send_what_changed(const std::vector<ControlEvent>& since);
  void report_switches();
  bool is_asked_by_hand() const;
  bool is_outdated() const;

  const ModelLibrary library_;
  const Moments moments_;
  std::mutex moment_mutex_;  ///< one moment is saved at a time
  SourceCrossfader& crossfader_;
  Parameters& parameters_;
  const Parameters::Source source_;
  const Parameters::Source from_moment_;  ///< its changes are not passed on to the generator
  const OnSourceSwitch on_source_switch_;
  const RenderQuality quality_;
  const NextTurn next_turn_;
  const Clock clock_;
  std::atomic<double> load_{0.}, second_load_{0.};
  bool lets_second_go_ = false;  // used only by the thread: release the second model once it is not heard
  ReplaySwitches replay_;        // used only by the thread
  std::optional<SourceSwitch> entering_;  // used only by the thread: offered, but not yet sounding

  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::optional<Model> playing_;
  std::filesystem::path origin_;
  std::optional<Model> second_;
  std::filesystem::path second_origin_;
  std::optional<Request> request_;
  bool serves_hand_ = false;                   ///< the thread carries out a request that is not the guard's
  bool is_blending_ = false;                   ///< the thread has taken a request for a second model
  std::filesystem::path loading_second_;       ///< file of that request, unless its weight is 0
  std::optional<Request> joined_;              ///< a newer request for the same model
  std::deque<std::filesystem::path> changed_;  ///< files to look at once nothing is requested
  bool closed_ = false;
  std::jthread thread_;
};

}  // namespace aeolian::daemon
