// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/learn/objective.h"

#include <dlfcn.h>
#include <torch/serialize/archive.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <future>
#include <limits>
#include <numbers>
#include <numeric>

namespace aeolian::trainer {

namespace {

/** The number of weights updated at a time: five arrays of this size stay in a core's second-level cache. */
constexpr std::int64_t cached_values = 1 << 16;

/** Added to the square root of a gradient's mean square before dividing by it. */
constexpr double least_deviation = 1e-8;

/** The number of workers that share a seed for their random numbers; the next as many use another. */
constexpr int workers_a_seed = 64;
constexpr std::uint64_t seed_distance = 0x9E3779B97F4A7C15;

}  // namespace

StepRandom::StepRandom(std::uint64_t seed, std::int64_t step, int worker)
    : StepRandom(seed + static_cast<std::uint64_t>(worker / workers_a_seed) * seed_distance,
                 static_cast<std::uint64_t>(step * workers_a_seed + worker % workers_a_seed)) {}

StepRandom::StepRandom(std::uint64_t seed, std::uint64_t draw)
    : pick(seed, draw), noise(at::detail::createCPUGenerator(seed * 1'000'003 + draw)) {}

Optimizer::Optimizer(std::vector<std::vector<torch::Tensor>> replicas, Options options)
    : replicas_(std::move(replicas)), options_(options) {
  torch::NoGradGuard no_grad;
  for (const auto& parameter : replicas_.front()) {
    average_.push_back(parameter.detach().clone());
    const auto zeros = torch::zeros_like(parameter, at::MemoryFormat::Contiguous).view(-1);
    memory_.push_back({zeros, zeros.clone()});
  }
  worker_of_ = shared_out(workers());
  for (std::size_t worker = 1; worker < replicas_.size(); ++worker)
    for (std::size_t i = 0; i < average_.size(); ++i)
      replicas_[worker][i].set_data(replicas_.front()[i].data());
}

std::vector<int> Optimizer::shared_out(int workers) const {
  std::vector<std::int64_t> load(static_cast<std::size_t>(workers));
  std::vector<int> worker_of;
  for (const auto& parameter : replicas_.front()) {
    const auto least = std::min_element(load.begin(), load.end());
    *least += parameter.numel();
    worker_of.push_back(static_cast<int>(least - load.begin()));
  }
  return worker_of;
}

void Optimizer::join(RankGroup& group) {
  group_ = &group;
  SharedState state{.tensors = {}, .steps = &steps_};
  for (std::size_t i = 0; i < memory_.size(); ++i)
    for (const auto& tensor : {replicas_.front()[i].detach(), memory_[i].mean, memory_[i].power})
      state.tensors.push_back(tensor);
  group.share(state);
}

double Optimizer::begin_step(double progress) {
  if (!group_) return progress;
  if (!is_in_round_) round_progress_ = group_->begin_steps(progress);
  is_in_round_ = true;
  return round_progress_;
}

double Optimizer::in_workers(const std::function<double(int)>& work) const {
  const auto run = [&](int worker) {
    at::set_num_threads(1);
    // Gradients of unlikely components are so small that arithmetic with them takes most of a step.
    at::globalContext().setFlushDenormal(true);
    return work(worker);
  };
  std::vector<std::future<double>> others;
  for (int worker = 1; worker < workers(); ++worker)
    others.push_back(std::async(std::launch::async, run, worker));
  double total = run(0);
  for (auto& other : others) total += other.get();
  return total;
}

void Optimizer::for_each_parameter(const std::function<void(std::size_t)>& work) const {
  in_workers([&](int worker) {
    const torch::NoGradGuard no_grad;
    for (std::size_t i = 0; i < worker_of_.size(); ++i)
      if (worker_of_[i] == worker) work(i);
    return 0.;
  });
}

double Optimizer::add_squares(const std::vector<double>& squares, int workers) const {
  const auto worker_of = workers == this->workers() ? worker_of_ : shared_out(workers);
  std::vector<double> sums(static_cast<std::size_t>(workers));
  for (std::size_t i = 0; i < squares.size(); ++i) sums[static_cast<std::size_t>(worker_of[i])] += squares[i];
  return std::accumulate(sums.begin(), sums.end(), 0.);
}

double Optimizer::collect_gradient(std::size_t parameter) const {
  auto& first = replicas_.front()[parameter].mutable_grad();
  for (int worker = 1; worker < workers(); ++worker) {
    const auto gradient = replicas_[worker][parameter].grad();
    if (!gradient.defined()) continue;
    first = first.defined() ? first.add_(gradient) : gradient;
  }
  return first.defined() ? first.square().sum().item<double>() : 0;
}

void Optimizer::update(std::size_t parameter, const Pace& pace) {
  const auto& replica = replicas_.front()[parameter];
  if (!replica.grad().defined()) return;
  const auto& memory = memory_[parameter];
  const auto weights = replica.detach().view(-1), gradient = replica.grad().reshape(-1),
             average = average_[parameter].view(-1);
  const auto corrected = [&](double decay) { return 1 - std::pow(decay, static_cast<double>(steps_ + 1)); };
  const double step = pace.rate / corrected(options_.momentum);
  const double power = std::sqrt(corrected(options_.power_decay));
  const auto size = weights.size(0);
  const auto piece = weights.device().is_cpu() ? cached_values : size;
  for (std::int64_t begin = 0; begin < size; begin += piece) {
    const auto part = [&](const torch::Tensor& t) {
      return t.narrow(0, begin, std::min(piece, size - begin));
    };
    const auto g = part(gradient) * pace.gradient_scale, w = part(weights);
    const auto mean = part(memory.mean).lerp_(g, 1 - options_.momentum);
    const auto square =
        part(memory.power).mul_(options_.power_decay).addcmul_(g, g, 1 - options_.power_decay);
    w.mul_(1 - pace.rate * options_.weight_decay);
    w.addcdiv_(mean, square.sqrt().div_(power).add_(least_deviation), -step);
    part(average).lerp_(w, 1 - pace.average_decay);
  }
}

Optimizer::Pace Optimizer::pace(double progress, double norm, int workers) const {
  const double count = static_cast<double>(steps_);
  const double warm_up = std::min(1.0, (count + 1) / 50);
  const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * std::min(1.0, progress)));
  return {.rate = options_.learning_rate * warm_up * (0.01 + 0.99 * cosine),
          .gradient_scale = std::min(1.0, options_.clip / (norm + 1e-6)) / workers,
          .average_decay = std::min(options_.average, (1 + count) / (10 + count))};
}

double Optimizer::step(double progress, const std::function<torch::Tensor(int)>& loss) {
  WorkerSum sum{.loss = in_workers([&](int worker) {
                  for (auto& parameter : replicas_[worker]) parameter.mutable_grad() = torch::Tensor();
                  auto value = loss(worker);
                  value.backward();
                  return value.item<double>();
                }),
                .workers = workers()};
  std::vector<double> squares(memory_.size());
  for_each_parameter([&](std::size_t i) { squares[i] = collect_gradient(i); });
  const bool adds_gradients = group_ && group_->sync_every() == 1;
  if (adds_gradients) {
    const auto all = add_up_gradients(sum, squares);
    is_in_round_ = false;
    if (!all) return std::numeric_limits<double>::quiet_NaN();
    sum = *all;
  }
  const double norm = std::sqrt(add_squares(squares, sum.workers)) / sum.workers;
  const Pace next = pace(progress, norm, sum.workers);
  for_each_parameter([&](std::size_t i) { update(i, next); });
  ++steps_;
  if (group_ && !adds_gradients && steps_ % group_->sync_every() == 0) average_weights(sum);
  return sum.loss / sum.workers;
}

std::optional<WorkerSum> Optimizer::add_up_gradients(const WorkerSum& own, std::vector<double>& squares) {
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> gradients;
  for (const auto& parameter : replicas_.front())
    if (parameter.grad().defined()) gradients.push_back(parameter.grad().reshape(-1));
  auto values = torch::cat(gradients);
  const auto all = group_->add_up(values, own);
  if (!all) return std::nullopt;
  std::int64_t at = 0;
  for (std::size_t i = 0; i < squares.size(); ++i) {
    const auto& gradient = replicas_.front()[i].grad();
    if (!gradient.defined()) continue;
    gradient.copy_(values.narrow(0, at, gradient.numel()).view(gradient.sizes()));
    at += gradient.numel();
  }
  for_each_parameter([&](std::size_t i) {
    const auto& gradient = replicas_.front()[i].grad();
    squares[i] = gradient.defined() ? gradient.square().sum().item<double>() : 0;
  });
  return all;
}

void Optimizer::average_weights(const WorkerSum& own) {
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> weights;
  for (const auto& parameter : replicas_.front()) weights.push_back(parameter.detach().reshape(-1));
  auto values = torch::cat(weights).mul_(own.workers);
  const auto all = group_->add_up(values, own);
  is_in_round_ = false;
  if (!all) return;
  values.div_(all->workers);
  std::int64_t at = 0;
  for (const auto& parameter : replicas_.front()) {
    parameter.detach().copy_(values.narrow(0, at, parameter.numel()).view(parameter.sizes()));
    at += parameter.numel();
  }
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
    archive.write("gradient" + std::to_string(i), memory_[i].mean);
    archive.write("power" + std::to_string(i), memory_[i].power);
    if (best_loss_) archive.write("best" + std::to_string(i), best_[i]);
  }
}

void Optimizer::load(torch::serialize::InputArchive& archive) {
  torch::NoGradGuard no_grad;
  const auto read = [&](const std::string& name) {
    torch::Tensor value;  // must be undefined: a defined tensor would be resized, which archives do not allow
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
    memory_[i].mean.copy_(read("gradient" + number));
    memory_[i].power.copy_(read("power" + number));
    if (best_loss_) best_.push_back(read("best" + number).clone());
  }
}

void one_thread_each() {
  at::set_num_threads(1);
  using SetThreads = void (*)(int);
  if (auto set_threads = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
    set_threads(1);
}

}  // namespace aeolian::trainer
