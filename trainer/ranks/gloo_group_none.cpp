// SPDX-License-Identifier: GPL-3.0-or-later
// In the place of gloo_group.cpp where Gloo's headers are not installed.
#include "trainer/ranks/gloo_group.h"

namespace aeolian {

namespace {

tl::unexpected<Error> no_gloo() {
  return fail("--ranks: this build has no Gloo; install libgloo-dev and build again, or leave out --ranks");
}

}  // namespace

struct GlooStore::State {};
struct GlooGroup::State {};

ErrorOr<void> check_gloo() {
  return no_gloo();
}

ErrorOr<GlooStore> GlooStore::serve() {
  return no_gloo();
}

ErrorOr<GlooStore> GlooStore::connect(const std::string& /*host*/, std::uint16_t /*port*/) {
  return no_gloo();
}

std::uint16_t GlooStore::port() const {
  return 0;
}

GlooGroup::GlooGroup(std::unique_ptr<State> state) : state_(std::move(state)) {}
GlooGroup::~GlooGroup() = default;

ErrorOr<std::unique_ptr<GlooGroup>> GlooGroup::form(const GlooStore& /*store*/, const GlooPlace& /*place*/) {
  return no_gloo();
}

ErrorOr<void> GlooGroup::add_up(torch::Tensor& /*values*/) {
  return no_gloo();
}

ErrorOr<void> GlooGroup::take_first(torch::Tensor& /*values*/) {
  return no_gloo();
}

}  // namespace aeolian
