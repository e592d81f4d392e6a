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
#include <string>
#include <thread>
#include <vector>

#include "core/control/control_interface.h"
#include "core/control/control_log.h"
#include "core/control/parameters.h"
#include "core/generator/source_crossfader.h"
#include "daemon/playback/model.h"
#include "daemon/playback/replay_switches.h"
#include "daemon/playback/warm_up.h"

namespace aeolian {

/**
 * What can be played, and the change to it while another plays: a thread of its own loads, checks and warms a
 * voice with the parameters in force, offers it to the crossfader, and frees what has faded out. Of several
 * requests in a hurry the newest wins; whatever goes wrong, what plays goes on.
 *
 * Any thread of the control side may call any method.
 */
class ModelLoader {
 public:
  using Done = ControlInterface::Done;
  /** Hears of each source that began to be heard; called by the model loader's thread. */
  using OnEntrance = std::function<void(const SourceSwitch&)>;

  struct Folders {
    std::filesystem::path models;
    std::filesystem::path samples;
    SizeLimit model_limit = {};
  };

  /**
   * `playing` plays in `succession` (nothing = a test tone) and came from the file `origin`. `score` holds
   * the source switches of a control log, which take place at their steps. `source` is a control source of
   * the model loader's own. Voices that enter are made with `quality`.
   */
  ModelLoader(Folders folders, std::optional<Model> playing, std::filesystem::path origin,
              SourceCrossfader& crossfader, Parameters& parameters, Parameters::Source source,
              ReplaySwitches score, OnEntrance on_entrance, Quality quality = Quality::normal,
              Clock clock = std::chrono::steady_clock::now);
  ~ModelLoader() { close(); }
  ModelLoader(const ModelLoader&) = delete;
  ModelLoader& operator=(const ModelLoader&) = delete;

  /** As ControlInterface::load_model(). */
  void load(std::string name, Done done);
  /** The same for the model of a file, wherever it lies; not for control sources. */
  void load_file(std::filesystem::path file, Done done) {
    ask({.file = std::move(file), .done = std::move(done)});
  }
  /** As ControlInterface::prime(). */
  void prime(std::string sound, double start_s, Done done);
  /**
   * The model that plays enters anew with another seed, as the guard heard the fault `cause`; the answer is
   * its name. What a control source requests goes before.
   */
  void restart_with_new_seed(std::string cause, Done done);
  /** `file` was written: if it is the one that plays, it enters anew. */
  void file_changed(const std::filesystem::path& file);

  /** Ends the thread and refuses what was not granted, and all that comes: nobody is answered after this. */
  void close();

  std::vector<std::string> models() const { return model_names(folders_.models); }
  std::vector<std::string> sounds() const;
  /** Base name of the model that plays; empty = none. */
  std::string playing() const;
  /** The file that it came from; empty = none. */
  std::filesystem::path origin() const;
  /**
   * Median time of a step of the newest model, divided by what it sounds: by its warm-up, or as note_load()
   * said of the first one; 0 = not known yet.
   */
  double load() const { return load_.load(std::memory_order_relaxed); }
  /** Takes the load of the first model, which had no warm-up. Any thread. */
  void note_load(const std::string& name, double load);
  /** Of the model that plays; null = none does. */
  std::shared_ptr<const Checkpoint> checkpoint() const;

 private:
  struct Request {
    std::filesystem::path file;  ///< empty = the model that plays
    std::string sound = {};
    double start_s = 0.;
    std::string cause = {};  ///< the fault for which it enters anew; empty = a control source's request
    Done done;
  };
  /** A source that is ready to enter, and what it will be known by. */
  struct Ready {
    Model model;
    SourceSwitch source_switch;
    std::unique_ptr<Source> source;
    double load = 0.;                               ///< WarmUp::load
    std::optional<std::uint64_t> seed_before = {};  ///< where it begins with another one
  };

  void ask(Request request);
  void run(const std::stop_token& stop);
  void grant(Request request, const std::stop_token& stop);
  tl::expected<Ready, ControlError> prepare(const Request& request) const;
  bool offer(Ready& ready, const std::stop_token& stop);
  void take_over(const Ready& ready, std::filesystem::path origin);
  void adopt_seed(const Ready& ready);
  void send_what_changed(const std::vector<ControlEvent>& since);
  void tell_entrances();
  bool is_outdated() const;

  const Folders folders_;
  SourceCrossfader& crossfader_;
  Parameters& parameters_;
  const Parameters::Source source_;
  const OnEntrance on_entrance_;
  const Quality quality_;
  const Clock clock_;
  std::atomic<double> load_{0.};
  ReplaySwitches score_;                  // the thread's own
  std::optional<SourceSwitch> entering_;  // the thread's own: offered, not yet heard

  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::optional<Model> playing_;
  std::filesystem::path origin_;
  std::optional<Request> request_;
  bool closed_ = false;
  std::jthread thread_;
};

}  // namespace aeolian
