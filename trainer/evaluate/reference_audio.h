// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <vector>

#include "trainer/corpus/corpus.h"
#include "trainer/evaluate/sharpness_and_voice.h"
#include "trainer/measures/distance.h"
#include "trainer/measures/liveness.h"
#include "trainer/measures/mel.h"
#include "trainer/measures/quotation.h"

namespace aeolian::trainer {

/** One named source of the corpus, its files in sequence as in training. */
struct SourceSound {
  std::string name;
  std::vector<float> samples;
  Matrix mel;       ///< (frames, mel_bands), dB
  Matrix training;  ///< pooled windows within the training part, not scaled
  Matrix held_out;  ///< ... and within the held-out part
};

/** The real sound, and everything derived from it before any generated sound is judged. */
class ReferenceAudio {
 public:
  /**
   * Splits `corpus` as the trainer does for a model of `frame_rate` frames a second (FrontEnd); generated
   * sound is compared with pieces of `seconds`.
   */
  ReferenceAudio(const Corpus& corpus, double frame_rate, double seconds);

  /** Scaled windows of one second, one after the other. */
  Matrix windows(const std::vector<float>& samples) const;

  /** The same, not scaled, one every `hop_s` seconds, for a Classifier. */
  Matrix plain_windows(const std::vector<float>& samples, double hop_s) const;

  int sample_rate() const { return analysis_.sample_rate(); }
  const MelAnalysis& analysis() const { return analysis_; }
  const std::vector<SourceSound>& sources() const { return sound_.sources; }
  const RealWindows& real() const { return real_; }
  float floor_db() const {
    return sound_.floor_db;
  }  ///< everything below is inaudible: 70 dB under the loudest band
  const Eigen::RowVectorXf& centre() const { return centre_; }
  double seconds() const;

  const Matrix& training() const { return training_; }  ///< scaled, several per second
  const std::vector<double>& held_out_nearest() const { return held_out_nearest_; }

  const QuotationDetector& quotation_detector() const {
    return quotation_detector_;
  }  ///< of the training part
  const Quotation& held_out_quotation() const { return held_out_quotation_; }

  /** The held-out ranges of all sources: six seconds of each minute. */
  std::vector<std::span<const float>> held_out_pieces() const { return pieces(true); }
  /** The training ranges between them. */
  std::vector<std::span<const float>> training_pieces() const { return pieces(false); }

  const SharpnessAndVoice& sharpness_and_voice() const {
    return sharpness_and_voice_;
  }  ///< of held-out sound

  /** Self-similarities of at most twenty excerpts, evenly spread, each as long as the generated sound. */
  const std::vector<double>& self_similarities() const { return self_similarities_; }
  double pulse_clarity() const { return pulse_clarity_; }  ///< mean over the same excerpts

  const Liveness& live() const { return live_; }
  double energy_spread_db() const { return energy_spread_db_; }
  double onset_rate() const { return onset_rate_; }
  double repetition() const { return repetition_; }  ///< mean over pieces
  double drift_db() const {
    return drift_db_;
  }  ///< mean absolute change of level over four minutes; 0 = too short

 private:
  struct Sound {
    float floor_db = 0;
    std::vector<SourceSound> sources;
  };
  static Sound gather(const Corpus& corpus, const MelAnalysis& analysis, double frame_rate);
  static RealWindows real_windows(const Sound& sound, const MelAnalysis& analysis, const Scaling& scaling);
  void measure_pieces(double seconds);
  void measure_form(const Matrix& mel, Eigen::Index length);
  std::vector<std::span<const float>> pieces(bool held_out) const;

  MelAnalysis analysis_;
  double frame_rate_;  ///< of the model's front end, by which the split was made
  Sound sound_;
  Scaling scaling_;
  RealWindows real_;
  Eigen::RowVectorXf centre_;
  Matrix training_;
  std::vector<double> held_out_nearest_;
  QuotationDetector quotation_detector_;
  Quotation held_out_quotation_;
  SharpnessAndVoice sharpness_and_voice_;
  std::vector<double> self_similarities_;
  double pulse_clarity_ = 0;
  Liveness live_;
  double energy_spread_db_ = 0, onset_rate_ = 0, repetition_ = 0, drift_db_ = 0;
};

}  // namespace aeolian::trainer
