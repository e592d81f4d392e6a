#pragma once

#include "core/file_descriptor.h"
