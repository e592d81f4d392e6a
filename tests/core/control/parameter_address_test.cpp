// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/parameter_address.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/control/voice_path.h"

namespace aeolian {
namespace {

TEST(ParameterAddress, IsFoundForEveryParameterAndActionOfAllVoicesAndOfOneWhereItHasThat) {
  for (const auto& spec : parameter_specs()) {
    EXPECT_EQ(find_parameter_address(spec.path), address_of(spec.id)) << spec.path;
    const auto of_one = find_parameter_address(voice_path(2, spec.path));
    ASSERT_EQ(of_one.has_value(), spec.of_voice) << spec.path;
    if (!of_one) continue;
    EXPECT_EQ(*of_one, (ParameterAddress{.parameter = &spec, .voice = 2})) << spec.path;
  }
  for (const auto& action : parameter_actions()) {
    if (action.id == ActionId::encoding_dimension) continue;
    EXPECT_EQ(find_parameter_address(action.path), address_of(action.id)) << action.path;
    const auto of_one = find_parameter_address(voice_path(2, action.path));
    EXPECT_EQ(of_one.has_value(), action.of_voice) << action.path;
  }
}

TEST(ParameterAddress, OfAFaderHasItsNumber) {
  const auto fader = find_parameter_address("/encoding/dim/12");
  ASSERT_TRUE(fader);
  EXPECT_TRUE(fader->is(ActionId::encoding_dimension));
  EXPECT_EQ(fader->dimension, 12u);
  EXPECT_EQ(fader->moves(), ParameterId::encoding);
  for (const char* path : {"/encoding/dim/N", "/encoding/dim/", "/encoding/dim/012", "/encoding/dim/-1",
                           "/encoding/dim/1x", "/voice/2/encoding/dim/1"})
    EXPECT_FALSE(find_parameter_address(path)) << path;
}

TEST(ParameterAddress, IsNotFoundElsewhere) {
  for (const char* path : {"", "/", "gain", "/gain/", "/gains", "/model/load", "/voice/0/gain",
                           "/voice/02/gain", "/voice/2", "/voice/2/play"})
    EXPECT_FALSE(find_parameter_address(path)) << path;
}

TEST(ParameterAddress, OfEveryActionWithAValueAcceptsWhatItAnswers) {
  auto bank = EncodingBank::create({"a", "b"}, std::vector<float>{1.f, 0.f, 0.f, 1.f}, 2);
  ASSERT_TRUE(bank);
  Parameters parameters(std::move(*bank));
  const auto source = parameters.add_source("test", [](const ControlEvent&) { return true; });
  ASSERT_TRUE(parameters.set_encoding(source, "a"));
  for (const auto& action : parameter_actions()) {
    const ParameterAddress address{.action = &action, .dimension = 1};
    const auto value = parameters.value_at(address);
    EXPECT_EQ(value.has_value(), action.value != nullptr) << action.path;
    if (!value) continue;
    EXPECT_TRUE(parameters.set_at(source, address, *value)) << action.path;
  }
}

}  // namespace
}  // namespace aeolian
