// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/learn/objective.h"

#include <dlfcn.h>
#include <torch/nn/utils/clip_grad.h>
#include <torch/serialize/archive.h>
#include <torch/utils.h>

#include <cmath>
#include <future>
#include <numbers>

namespace aeolian {

StepRandom::StepRandom(std::uint64_t seed, std::int64_t step, int worker)
    : pick(seed, static_cast<std::uint64_t>(step) * 64 + static_cast<std::uint64_t>(worker)),
      noise(at::detail::createCPUGenerator(seed * 1'000'003 + static_cast<std::uint64_t>(step) * 64 +
                                           static_cast<std::uint64_t>(worker))) {}

Optimizer::Optimizer(std::vector<std::vector<torch::Tensor>> replicas, Options options)
    : replicas_(std::move(replicas)),
      options_(options),
      optimiser_(replicas_.front(), torch::optim::AdamWOptions(options.learning_rate)
                                        .weight_decay(options.weight_decay)
                                        .betas(std::make_tuple(0.9, 0.99))) {
  torch::NoGradGuard no_grad;
  for (const auto& parameter : replicas_.front()) average_.push_back(parameter.detach().clone());
  for (std::size_t worker = 1; worker < replicas_.size(); ++worker)
    for (std::size_t i = 0; i < average_.size(); ++i)
      replicas_[worker][i].set_data(replicas_.front()[i].data());
}

double Optimizer::step(double progress, const std::function<torch::Tensor(int)>& loss) {
  auto work = [&](int worker) {
    at::set_num_threads(1);
    for (auto& parameter : replicas_[worker]) parameter.mutable_grad() = torch::Tensor();
    auto value = loss(worker);
    value.backward();
    return value.item<double>();
  };
  std::vector<std::future<double>> others;
  for (int worker = 1; worker < workers(); ++worker)
    others.push_back(std::async(std::launch::async, work, worker));
  double total = work(0);
  for (auto& other : others) total += other.get();

  torch::NoGradGuard no_grad;
  auto& master = replicas_.front();
  for (std::size_t i = 0; i < master.size(); ++i) {
    for (int worker = 1; worker < workers(); ++worker)
      if (auto gradient = replicas_[worker][i].grad(); gradient.defined()) {
        if (master[i].grad().defined())
          master[i].mutable_grad().add_(gradient);
        else
          master[i].mutable_grad() = gradient;
      }
    if (master[i].grad().defined()) master[i].mutable_grad().div_(workers());
  }
  torch::nn::utils::clip_grad_norm_(master, options_.clip);

  const double warm_up = std::min(1.0, static_cast<double>(steps_ + 1) / 50);
  const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * std::min(1.0, progress)));
  for (auto& group : optimiser_.param_groups())
    static_cast<torch::optim::AdamWOptions&>(group.options())
        .lr(options_.learning_rate * warm_up * (0.01 + 0.99 * cosine));
  optimiser_.step();
  ++steps_;

  const double decay = std::min(options_.average, (1.0 + steps_) / (10.0 + steps_));
  for (std::size_t i = 0; i < master.size(); ++i) average_[i].lerp_(master[i].detach(), 1 - decay);
  return total / workers();
}

void Optimizer::swap_average() {
  torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < average_.size(); ++i) {
    auto weights = replicas_.front()[i].detach();
    auto kept = weights.clone();
    weights.copy_(average_[i]);
    average_[i].copy_(kept);
  }
}

void Optimizer::keep_best(double held_out_loss) {
  torch::NoGradGuard no_grad;
  best_.clear();
  for (const auto& weights : average_) best_.push_back(weights.clone());
  best_loss_ = held_out_loss;
}

void Optimizer::swap_best() {
  if (best_loss_) average_.swap(best_);
}

void Optimizer::save(torch::serialize::OutputArchive& archive) const {
  archive.write("steps", torch::tensor(steps_));
  if (best_loss_) archive.write("best_loss", torch::tensor(*best_loss_, torch::kFloat64));
  for (std::size_t i = 0; i < average_.size(); ++i) {
    archive.write("weight" + std::to_string(i), replicas_.front()[i].detach());
    archive.write("average" + std::to_string(i), average_[i]);
    if (best_loss_) archive.write("best" + std::to_string(i), best_[i]);
  }
  torch::serialize::OutputArchive optimiser(archive.compilation_unit());
  optimiser_.save(optimiser);
  archive.write("optimiser", optimiser);
}

void Optimizer::load(torch::serialize::InputArchive& archive) {
  torch::NoGradGuard no_grad;
  const auto read = [&](const std::string& name) {
    torch::Tensor value;  // a defined one would be resized, which archives do not allow
    archive.read(name, value);
    return value;
  };
  steps_ = read("steps").item<std::int64_t>();
  torch::Tensor best_loss;
  best_.clear();
  best_loss_.reset();
  if (archive.try_read("best_loss", best_loss)) best_loss_ = best_loss.item<double>();
  for (std::size_t i = 0; i < average_.size(); ++i) {
    const auto number = std::to_string(i);
    replicas_.front()[i].detach().copy_(read("weight" + number));
    average_[i].copy_(read("average" + number));
    if (best_loss_) best_.push_back(read("best" + number).clone());
  }
  torch::serialize::InputArchive optimiser;
  archive.read("optimiser", optimiser);
  optimiser_.load(optimiser);
}

void one_thread_each() {
  at::set_num_threads(1);
  using SetThreads = void (*)(int);
  if (auto set_threads = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
    set_threads(1);
}

}  // namespace aeolian
